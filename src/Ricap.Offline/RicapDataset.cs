using System.Collections.Concurrent;
using Ricap.Building.Base;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Reading;
using Ricap.Rendering;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap;

/// <summary>
/// A finished data set, opened to look at its samples: those of any epoch as they are planned and rendered from its base
/// shards, and those of a rendered epoch as its shards store them. Any number of threads may share one.
/// </summary>
public sealed class RicapDataset : IDisposable
{
    private readonly PlannedDataset _planned;
    private readonly BaseRows _rows;
    private readonly ConcurrentBag<SampleCursor> _idle = [];

    private RicapDataset(PlannedDataset planned, BaseRows rows)
    {
        _planned = planned;
        _rows = rows;
        Files = new DatasetFiles(planned, rows);
    }

    /// <summary>The data set's folder.</summary>
    public string Folder => _planned.Folder;

    /// <summary>Its manifest.</summary>
    public DatasetManifest Manifest => _planned.Manifest;

    /// <summary>The options it was made with.</summary>
    public DatasetOptions Options => _planned.Options;

    /// <summary>Its files, those of epochs that were not rendered included.</summary>
    public DatasetFiles Files { get; }

    /// <summary>Its manifest, sources and planner.</summary>
    internal PlannedDataset Planned => _planned;

    /// <summary>Its sources' pixels.</summary>
    internal BaseRows Rows => _rows;

    /// <summary>Opens a data set.</summary>
    /// <param name="path">Its folder, the one with <c>ricap.json</c> in it.</param>
    /// <exception cref="RicapException">It is missing, unreadable or damaged.</exception>
    public static RicapDataset Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var planned = PlannedDataset.Open(Path.GetFullPath(path));
        return new RicapDataset(planned, planned.OpenBase());
    }

    /// <summary>What the record of a sample says, of any epoch, rendered or not.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="index">The sample's place in the epoch, below <see cref="DatasetManifest.Samples"/>.</param>
    /// <exception cref="RicapException">There is no such sample.</exception>
    public SampleRecord Record(int epoch, int index) => Use(epoch, index, cursor => cursor.Record(index));

    /// <summary>The pixels of a sample of any epoch, rendered from the base: <c>[H,W,3]</c>, row by row.</summary>
    /// <inheritdoc cref="Record"/>
    public byte[] Pixels(int epoch, int index) => Use(epoch, index, cursor => cursor.Pixels(index));

    /// <summary>The samples of a rendered epoch in order, read from its shards one by one.</summary>
    /// <exception cref="RicapException">The epoch was not rendered, or a shard is missing or damaged.</exception>
    public IEnumerable<StoredSample> Stored(int epoch)
    {
        ManifestEpoch? rendered = Manifest.Epochs.FirstOrDefault(e => e.Epoch == epoch);
        return rendered is null
            ? throw Invalid($"epoch {epoch} was not rendered")
            : StoredEpoch.ReadAll(Folder, Manifest, rendered);
    }

    /// <summary>Closes the base shards. Doing so twice does no harm.</summary>
    public void Dispose() => _rows.Dispose();

    private T Use<T>(int epoch, int index, Func<SampleCursor, T> action)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        _planned.RequireSamples(index, index);
        SampleCursor cursor = _idle.TryTake(out SampleCursor? idle) ? idle : new SampleCursor(_planned, _rows);
        cursor.GoTo(epoch, index);
        T result = DatasetReading.Guard(Folder, () => action(cursor));
        _idle.Add(cursor); // one whose read failed is left to the collector
        return result;
    }

    private RicapException Invalid(string message) =>
        new(Problem.Error(ProblemCodes.InvalidOption, Folder, message));

    /// <summary>One thread's place in an epoch: keeps the plan of the batch it is in, since samples are mostly asked for in a row.</summary>
    private sealed class SampleCursor(PlannedDataset dataset, BaseRows rows)
    {
        private readonly SampleRenderer _renderer =
            new(rows, dataset.Options.Width, dataset.Options.Height, dataset.Options.Fill);

        private EpochPlan? _epoch;
        private BatchPlan? _batch;

        public void GoTo(int epoch, int index)
        {
            if (_epoch?.Epoch != epoch)
            {
                (_epoch, _batch) = (dataset.Planner.Epoch(epoch), null);
            }

            int batch = index / dataset.Options.Batch;
            _batch = _batch?.Batch == batch ? _batch : _epoch.Batch(batch);
        }

        public byte[] Pixels(int index)
        {
            byte[] pixels = new byte[3 * dataset.Options.Width * dataset.Options.Height];
            _renderer.Render(_batch!, _batch![index - _batch.First], pixels);
            return pixels;
        }

        public SampleRecord Record(int index)
        {
            SamplePlan plan = _batch![index - _batch.First];
            var label = new ClassWeight[SampleLabels.MaxCount(dataset.Sources)];
            int classes = SampleLabels.Of(plan, dataset.Sources, label);
            var sources = new LayerSource?[plan.Layers.Count];
            for (int i = 0; i < sources.Length; i++)
            {
                Layer layer = plan.Layers[i];
                RecordSource? source = layer.IsColour ? null : dataset.Sources[layer.Source];
                sources[i] = source is null ? null : new LayerSource(source.Path, source.Class);
            }

            return new SampleRecord(
                plan, _epoch!.BetaOf(plan), dataset.Options.Width, dataset.Options.Height, label[..classes], sources);
        }
    }
}
