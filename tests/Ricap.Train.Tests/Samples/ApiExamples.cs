using Ricap.Planning;
using Ricap.Train.Classifying;
using Ricap.Train.Data;
using Ricap.Train.Losses;
using Ricap.Train.Tests.Classifying;
using Ricap.Train.Tests.Data;
using TorchSharp;

namespace Ricap.Train.Tests.Samples;

/// <summary>The examples of <c>docs/api.md</c>, as they are there.</summary>
public sealed class ApiExamples
{
    [TorchFact]
    public void Batches_of_a_data_set()
    {
        using var set = new SmallSet();
        string folder = set.Folder;
        int seen = 0;
        using RicapDataset dataset = RicapDataset.Open(folder);
        using var feed = new DatasetFeed(dataset, torch.CPU, new FeedOptions { Source = DataSource.Auto, Threads = 2 });
        foreach (TrainBatch batch in feed.Epoch(0))
        {
            using torch.Tensor images = batch.ToFloat(); // [N, 3, H, W]
            Console.WriteLine($"batch {batch.Number}: {images.shape[0]} images, {batch.Targets.shape[1]} classes");
        }

        foreach (TrainBatch batch in feed.Epoch(0))
        {
            using torch.Tensor images = batch.ToFloat();
            Assert.Equal([batch.Count, 3, 11, 14], images.shape);
            seen += batch.Count;
        }

        Assert.Equal(SmallSet.Images, seen);
    }

    [TorchFact]
    public void Using_a_model()
    {
        using var trained = new Trained();
        (string run, string photo) = (trained.Run, Directory.EnumerateFiles(trained.Pictures, "*.png", SearchOption.AllDirectories).First());
        using Classifier classifier = Classifier.Load(run);
        Prediction prediction = classifier.Predict(photo);
        Console.WriteLine($"{prediction.Class}: {prediction.Probability:P1}");
        Assert.Contains(prediction.Class, Trained.Classes);
    }

    [TorchFact]
    public void Mixing_plain_tensors()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor images = torch.rand(8, 3, 12, 12);
        torch.Tensor labels = torch.arange(8);
        torch.Tensor logits = torch.zeros(8, 10);
        var mix = new OnlineMix(classes: 10, new OnlineMixOptions { Augment = Augmentation.Parse("ricap:0.5,mixup:0.5"), Seed = 1 });
        using MixedBatch mixed = mix.Mix(images, labels, epoch: 0, batch: 0);
        using torch.Tensor loss = RicapLoss.Forward(logits, mixed.Targets);
        Assert.Equal(Math.Log(10), loss.item<float>(), 1e-5);
    }
}
