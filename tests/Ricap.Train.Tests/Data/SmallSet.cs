using System.Runtime.InteropServices;
using Ricap.Building;
using Ricap.Options;
using Ricap.Train.Data;
using Ricap.Train.Data.Reading;
using TorchSharp;

namespace Ricap.Train.Tests.Data;

/// <summary>A data set of random images, rendered into a folder of its own; gone when disposed.</summary>
internal sealed class SmallSet : IDisposable
{
    public const int Images = 53; // no multiple of the batch or of the shards

    private readonly Scratch _scratch = new();

    /// <summary>Renders; pairs as on the command line override the defaults.</summary>
    public SmallSet(params (string Name, string Value)[] changes)
        : this(Images, changes)
    {
    }

    /// <summary>As many images as a test needs.</summary>
    public SmallSet(int images, params (string Name, string Value)[] changes)
    {
        WriteIdx(_scratch["train-images-idx3-ubyte"], _scratch["train-labels-idx1-ubyte"], images, 14, 11);
        Build(changes);
    }

    /// <summary>A set of some of the images of another one that has <see cref="Images"/>.</summary>
    public SmallSet(int[] rows, params (string Name, string Value)[] changes)
    {
        const int Width = 14, Height = 11;
        WriteIdx(_scratch["all"], _scratch["all-labels"], Images, Width, Height);
        byte[] pixels = File.ReadAllBytes(_scratch["all"])[16..], labels = File.ReadAllBytes(_scratch["all-labels"])[8..];
        File.WriteAllBytes(
            _scratch["train-images-idx3-ubyte"],
            [0, 0, 8, 3, 0, 0, 0, (byte)rows.Length, 0, 0, 0, Height, 0, 0, 0, Width, .. rows.SelectMany(row => pixels[(row * Width * Height)..((row + 1) * Width * Height)])]);
        File.WriteAllBytes(_scratch["train-labels-idx1-ubyte"], [0, 0, 8, 1, 0, 0, 0, (byte)rows.Length, .. rows.Select(row => labels[row])]);
        Build(changes);
    }

    public string Folder => _scratch["set"];

    public string this[string relative] => Path.Join(Folder, relative);

    /// <summary>Images and targets of an epoch as they come off a road, batch by batch.</summary>
    public List<(int First, byte[] Images, float[] Targets)> Run(
        int epoch, FeedOptions? feed = null, Func<DatasetOptions, DatasetOptions>? change = null, int firstBatch = 0)
    {
        using RicapDataset dataset = RicapDataset.Open(Folder);
        using var road = new DatasetFeed(dataset, torch.CPU, feed ?? new FeedOptions(), (change ?? (o => o))(dataset.Options));
        var batches = new List<(int, byte[], float[])>();
        foreach (TrainBatch batch in road.Epoch(epoch, firstBatch))
        {
            Assert.Equal([batch.Count, dataset.Options.Height, dataset.Options.Width, 3], batch.Images.shape);
            batches.Add((batch.First, batch.Images.bytes.ToArray(), MemoryMarshal.Cast<byte, float>(batch.Targets.bytes).ToArray()));
        }

        return batches;
    }

    /// <summary>The same as plain memory, without tensors.</summary>
    public List<(int First, byte[] Images, float[] Targets)> RunOnHost(int epoch, FeedOptions? feed = null, Action<int>? afterBatch = null)
    {
        using RicapDataset dataset = RicapDataset.Open(Folder);
        using var road = new DatasetFeed(RowSubset.All(dataset), null, feed ?? new FeedOptions(), dataset.Options);
        var batches = new List<(int, byte[], float[])>();
        foreach (HostBatch batch in road.HostEpoch(epoch))
        {
            Assert.Equal(batches.Count, batch.Number);
            batches.Add(((batch.Number * dataset.Options.Batch) + batch.FirstRow, batch.Filled.ToArray(), batch.FilledTargets.ToArray()));
            afterBatch?.Invoke(batch.Number);
        }

        return batches;
    }

    public void Dispose() => _scratch.Dispose();

    private void Build((string Name, string Value)[] changes)
    {
        (string, string)[] beta = changes.Any(c => c.Name == "schedule") ? [] : [("beta", "0.7")];
        DatasetOptions options = OptionSet.Of(
            [
                ("images", _scratch["train-images-idx3-ubyte"]), ("out", Folder), ("size", "14x11"), ("seed", "5"), ("batch", "8"),
                ("shard-size", "20"), ("epochs", "2"), ("threads", "2"), .. beta,
            ],
            changes);
        DatasetBuilder.Build(options, new StrictObserver());
    }

    /// <summary>Writes random grey images and their labels, which run through five classes unless something else is said.</summary>
    public static void WriteIdx(
        string images, string labels, int count, int width, int height, int seed = 1, Func<int, int>? label = null)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[count * width * height];
        random.NextBytes(pixels);
        File.WriteAllBytes(images, [0, 0, 8, 3, 0, 0, 0, (byte)count, 0, 0, 0, (byte)height, 0, 0, 0, (byte)width, .. pixels]);
        File.WriteAllBytes(labels, [0, 0, 8, 1, 0, 0, 0, (byte)count, .. Enumerable.Range(0, count).Select(i => (byte)(label?.Invoke(i) ?? i % 5))]);
    }
}
