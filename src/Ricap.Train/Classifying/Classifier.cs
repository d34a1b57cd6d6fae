using System.Collections.Concurrent;
using Ricap.Sources;
using Ricap.Train.Checkpoints;
using Ricap.Train.Data;
using Ricap.Train.Models;
using Ricap.Train.Runtime;
using TorchSharp;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Classifying;

/// <summary>
/// A trained model for use: images go in as they are, and are decoded, brought to size and normalised as those it was trained on.
/// Neither data sets nor options are needed; all is in the model's file.
/// </summary>
/// <example>
/// <code>
/// using Classifier classifier = Classifier.Load("runs/a");
/// Prediction prediction = classifier.Predict("photo.jpg");
/// Console.WriteLine($"{prediction.Class}: {prediction.Probability:P1}");
/// </code>
/// </example>
/// <remarks>Any number of threads may ask at once. Dispose it when none does any more.</remarks>
public sealed class Classifier : IDisposable
{
    /// <summary>Images that go through the model together, at most: what bounds the memory.</summary>
    internal const int Batch = 64;

    private readonly Network _model;
    private readonly CheckpointState _state;
    private readonly FitOptions _fit;
    private readonly torch.Device _device;
    private readonly string _deviceName;
    private bool _disposed;

    private Classifier(Network model, CheckpointState state, FitOptions fit, torch.Device device, string deviceName) =>
        (_model, _state, _fit, _device, _deviceName) = (model, state, fit, device, deviceName);

    /// <summary>The classes' names by number.</summary>
    public IReadOnlyList<string> Classes => _state.Classes;

    /// <summary>Width in pixels of what the model sees; images of other sizes are brought to it.</summary>
    public int Width => _fit.Width;

    /// <summary>Height in pixels of what the model sees.</summary>
    public int Height => _fit.Height;

    /// <summary>Loads a model onto the CPU.</summary>
    /// <inheritdoc cref="Load(string, string)"/>
    public static Classifier Load(string path) => Load(path, DeviceName.Cpu);

    /// <summary>Loads a model.</summary>
    /// <param name="path">A run's folder (its best model, else its last), or a file: <c>model.safetensors</c> or a checkpoint.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <exception cref="RicapException">There is no model, it is damaged or does not say what it takes, the device is not there, or libtorch cannot be loaded.</exception>
    public static Classifier Load(string path, string device) => Load(path, device, file =>
    {
        Network model = CheckpointFile.LoadModel(file, out CheckpointState state);
        return (model, state);
    });

    /// <summary>Loads a model that is a network of the program's own.</summary>
    /// <param name="path">A run's folder, or a file.</param>
    /// <param name="network">Makes the network for a number of classes, as it was made for the training; the classifier owns it.</param>
    /// <inheritdoc cref="Load(string, string)"/>
    public static Classifier Load(string path, Func<int, Network> network) => Load(path, network, DeviceName.Cpu);

    /// <summary>Loads a model that is a network of the program's own, onto a device.</summary>
    /// <param name="path">A run's folder, or a file.</param>
    /// <param name="network">Makes the network for a number of classes, as it was made for the training; the classifier owns it.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <inheritdoc cref="Load(string, string)"/>
    public static Classifier Load(string path, Func<int, Network> network, string device)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Load(path, device, file =>
        {
            Network model = CheckpointFile.LoadModel(file, network, out CheckpointState state);
            return (model, state);
        });
    }

    /// <summary>Classifies an image file.</summary>
    /// <exception cref="RicapException">It cannot be read, or is no image, damaged or too large.</exception>
    public Prediction Predict(string path) => Predict(Picture.File(path));

    /// <summary>Classifies an image.</summary>
    /// <exception cref="RicapException">It cannot be read, or is no image, damaged or too large.</exception>
    public Prediction Predict(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Predict([picture])[0];
    }

    /// <summary>Classifies images, several at a time: faster than one after the other.</summary>
    /// <param name="pictures">Any number of them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A prediction for each, in their order.</returns>
    /// <exception cref="RicapException">One problem for each image that cannot be read, or is none, damaged or too large.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<Picture> pictures, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (pictures.Contains(null!))
        {
            throw new ArgumentNullException(nameof(pictures), "A picture is null.");
        }

        var problems = new List<Problem>();
        var predictions = new List<Prediction>(pictures.Count);
        foreach (Picture[] batch in pictures.Chunk(Batch))
        {
            foreach ((Prediction? prediction, IReadOnlyList<Problem> wrong) in Try(batch, cancellationToken))
            {
                problems.AddRange(wrong);
                predictions.Add(prediction!);
            }
        }

        return problems.Count == 0 ? predictions : throw new RicapException(problems);
    }

    /// <summary>Writes the model as an ONNX file, from pixels to logits: normalisation is inside, classes and options are in its metadata.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="options">What it takes and how it is written; null for bytes, unfolded.</param>
    /// <exception cref="RicapException">A layer has no counterpart in ONNX, the model is too large for the format, or the file cannot be written.</exception>
    public void SaveOnnx(string path, OnnxOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ObjectDisposedException.ThrowIf(_disposed, this);
        OnnxExport.Write(path, _model, _state, _fit, options ?? new OnnxOptions());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _model.Dispose();
    }

    /// <summary>Classifies a batch of images, and says of each that cannot be why.</summary>
    internal IReadOnlyList<(Prediction? Prediction, IReadOnlyList<Problem> Problems)> Try(
        IReadOnlyList<Picture> batch, CancellationToken cancellationToken)
    {
        byte[] pixels = new byte[batch.Count * _fit.ByteCount];
        var problems = new ConcurrentDictionary<int, IReadOnlyList<Problem>>();
        Parallel.For(0, batch.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            try
            {
                batch[i].Fit(_fit, pixels.AsSpan(i * _fit.ByteCount, _fit.ByteCount), cancellationToken);
            }
            catch (RicapException e)
            {
                problems[i] = e.Problems;
            }
        });

        // Those that could be read move together, so that the model sees no empty ones.
        int[] whole = [.. Enumerable.Range(0, batch.Count).Where(i => !problems.ContainsKey(i))];
        for (int to = 0; to < whole.Length; to++)
        {
            pixels.AsSpan(whole[to] * _fit.ByteCount, _fit.ByteCount).CopyTo(pixels.AsSpan(to * _fit.ByteCount));
        }

        var results = new (Prediction?, IReadOnlyList<Problem>)[batch.Count];
        foreach ((int i, IReadOnlyList<Problem> wrong) in problems)
        {
            results[i] = (null, wrong);
        }

        float[][] logits = whole.Length == 0 ? [] : TorchMemory.Guard(_deviceName, () => Logits(pixels, whole.Length));
        for (int k = 0; k < whole.Length; k++)
        {
            results[whole[k]] = (new Prediction(Classes, logits[k]), []);
        }

        return results;
    }

    private static Classifier Load(string path, string device, Func<string, (Network Model, CheckpointState State)> load)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        torch.Device place = DeviceName.Parse(device);
        string file = ModelFile.Find(path);
        (Network model, CheckpointState state) = load(file);
        try
        {
            FitOptions fit = ModelFile.FitOf(file, state);
            return TorchMemory.Guard(device, () =>
            {
                model.to(place);
                return new Classifier(model, state, fit, place, device);
            });
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Logits of pixels [count,H,W,3]; the normaliser's memory is used again by its next call, so each call has its own.</summary>
    private float[][] Logits(byte[] pixels, int count)
    {
        using IDisposable quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var normaliser = new PixelNormaliser(_state.Mean, _state.Deviation, _device);
        Tensor images = torch.empty([count, _fit.Height, _fit.Width, 3], torch.ScalarType.Byte);
        pixels.AsSpan(0, count * _fit.ByteCount).CopyTo(images.bytes);
        Tensor logits = Networks.ForwardNhwc(_model, normaliser.Apply(images.to(_device)));
        return [.. logits.to(torch.ScalarType.Float32).cpu().data<float>().ToArray().Chunk(Classes.Count)];
    }
}
