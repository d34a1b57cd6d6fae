using Ricap.Options;
using Ricap.Planning;
using Ricap.Train.Data;
using Ricap.Train.Evaluating;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Training;

/// <summary>Scores every image of a data set, once each, as it is.</summary>
internal sealed class Evaluator : IDisposable
{
    /// <summary>Images a batch; the result does not depend on it but for the last bits of the loss.</summary>
    private const int Batch = 256;

    private readonly DatasetFeed _feed;
    private readonly PixelNormaliser _normaliser;
    private readonly torch.Device _device;
    private readonly int _classes;

    /// <summary>An evaluator.</summary>
    /// <param name="dataset">What to score, whatever was rendered from it; it must outlive the evaluator.</param>
    /// <param name="normaliser">The one that the model was trained with; stays the caller's.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="feed">How batches get there; the source is of no matter.</param>
    /// <exception cref="RicapException">An option is out of range.</exception>
    public Evaluator(RicapDataset dataset, PixelNormaliser normaliser, torch.Device device, FeedOptions feed)
        : this(RowSubset.All(dataset), normaliser, device, feed)
    {
    }

    /// <summary>An evaluator of some images of a data set.</summary>
    public Evaluator(RowSubset rows, PixelNormaliser normaliser, torch.Device device, FeedOptions feed)
    {
        RicapDataset dataset = rows.Dataset;
        DatasetOptions plain = dataset.Options with { Augment = Augmentation.None, Batch = Batch };
        _feed = new DatasetFeed(rows, device, feed with { Source = DataSource.Online }, plain);
        (_normaliser, _device, _classes, Images) = (normaliser, device, dataset.Manifest.Classes.Count, rows.Count);
    }

    /// <summary>How many images there are.</summary>
    public int Images { get; }

    /// <summary>Brings the images to the device, if they fit there.</summary>
    public void Settle() => _feed.Settle(0, 1);

    /// <summary>Why the images are not on the device, where they were to be; null if they are.</summary>
    public string? Note => _feed.Note;

    /// <summary>Scores all images; the model is in evaluation mode afterwards.</summary>
    /// <param name="forward">Normalised float [N,H,W,3] to logits [N,C], e.g. <see cref="Models.ImageModel.ForwardNhwc"/>.</param>
    /// <param name="model">What is put into evaluation mode.</param>
    /// <param name="progress">Called with the number of images scored so far.</param>
    /// <param name="cancellationToken">Asks for an end.</param>
    public EvaluationResult Run(Func<Tensor, Tensor> forward, torch.nn.Module model, Action<long> progress, CancellationToken cancellationToken)
    {
        model.eval();
        using IDisposable quiet = torch.no_grad();
        using var meter = new EvaluationMeter(_classes, _device);
        long done = 0;
        foreach (TrainBatch batch in _feed.Epoch(0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            meter.Add(forward(_normaliser.Apply(batch.Images)), batch.Targets);
            progress(done += batch.Count);
        }

        return meter.Read();
    }

    public void Dispose() => _feed.Dispose();
}
