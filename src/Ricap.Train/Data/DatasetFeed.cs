using System.Diagnostics;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Train.Data.Reading;
using Ricap.Train.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data;

/// <summary>
/// The data road: batches of any epoch of a data set on a device, streamed from shards where the epoch was rendered,
/// composed where not, the same bytes either way. One epoch at a time; not for several threads.
/// <code>
///   rendered:   shards ──read, hash──► decode ──► bytes [N,H,W,3] ──────────────────► device
///   else, CPU:  plan ──► kernels over base images ──► bytes [N,H,W,3] ──────────────► device
///   else, GPU:  plan ──► integers ──► device ──► gather from the base images there ──► bytes [N,H,W,3]
/// </code>
/// </summary>
public sealed partial class DatasetFeed : IDisposable
{
    private readonly RicapDataset _dataset;
    private readonly RowSubset _rows;
    private readonly torch.Device? _device;
    private readonly FeedOptions _feed;
    private readonly RenderedEpochs _rendered;
    private readonly Planner _planner;
    private readonly HostForm _form;
    private readonly GatherTable _layout;
    private readonly BaseImages _base;
    private (int Epoch, Task<(Prefetcher Batches, bool Gathers)> Opening)? _prepared;

    /// <summary>Makes a feed.</summary>
    /// <param name="dataset">The data set; it must outlive the feed.</param>
    /// <param name="device">Where batches are wanted.</param>
    /// <param name="feed">How they get there.</param>
    /// <param name="options">
    /// How samples are made: the data set's options, with another seed, mode, schedule, batch, flip, shift, fill, augmentation or parameters of mixes if so wished.
    /// Null: as the data set was rendered.
    /// </param>
    /// <exception cref="RicapException">An option is out of range, or libtorch cannot be loaded.</exception>
    public DatasetFeed(RicapDataset dataset, torch.Device device, FeedOptions feed, DatasetOptions? options = null)
        : this(
            RowSubset.All(dataset ?? throw new ArgumentNullException(nameof(dataset))),
            device ?? throw new ArgumentNullException(nameof(device)),
            feed,
            options ?? dataset.Options)
    {
    }

    /// <summary>Makes a feed of some images of a data set.</summary>
    /// <param name="rows">The images. Shards are read only if they are all of the data set's.</param>
    /// <param name="device">Where batches are wanted; null: in plain memory, by <see cref="OnHost"/> alone, without libtorch.</param>
    /// <param name="feed">How they get there.</param>
    /// <param name="options">How samples are made.</param>
    /// <param name="mixUntil">The first epoch whose samples are flipped and shifted and no more; null for none.</param>
    internal DatasetFeed(RowSubset rows, torch.Device? device, FeedOptions feed, DatasetOptions options, int? mixUntil = null)
    {
        ArgumentNullException.ThrowIfNull(feed);
        if (device is not null)
        {
            TorchRuntime.Load();
        }

        (_dataset, _rows, _device, _feed) = (rows.Dataset, rows, device, feed.Validated());
        Options = options;
        _rendered = new RenderedEpochs(rows, feed.Source, options, mixUntil);
        _planner = new Planner(Options.Plan, rows.Count);
        _layout = new GatherTable(_planner, Options.Fill);
        _form = device is null ? HostForm.Bytes : DeviceTraits.FetchesPinned(device.type) ? HostForm.PinnedTensors : HostForm.Tensors;
        DeviceBudget budget = device is null ? DeviceBudget.None : feed.Budget ?? DeviceBudget.Of(device, feed.DeviceMemory);
        _base = new BaseImages(_dataset, rows.Pixels, rows.Count, _layout, device, budget, feed.Verify);
        if (feed.World > LargestBatch)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.InvalidOption, null, $"a world of {feed.World} processes has more than the {LargestBatch} samples of a batch"));
        }
    }

    /// <summary>How samples are made.</summary>
    public DatasetOptions Options { get; }

    /// <summary>How samples of an epoch are made.</summary>
    internal DatasetOptions OptionsOf(int epoch) => _rendered.OptionsOf(epoch);

    /// <summary>Batches an epoch; the last may be short.</summary>
    public int Batches => _planner.Batches;

    /// <summary>How long batches were waited for, since the feed was made.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Why the base images are not on the device, where they were to be; null if they are, or are not asked for yet.</summary>
    internal string? Note => _base.Note;

    /// <summary>
    /// Which road an epoch takes: the format of its shards, such as <c>npy</c>, <c>online (kernel)</c> or <c>online (gather)</c>. For an epoch that was not
    /// rendered the base images are brought to the device first, if they fit there.
    /// </summary>
    /// <exception cref="RicapException">Shards are asked for, and the epoch was not rendered so.</exception>
    public string RoadOf(int epoch) => _rendered.Find(epoch) is null
        ? _base.OnDevice is not null ? "online (gather)" : "online (kernel)"
        : _dataset.Options.Format.Name;

    /// <summary>The batches of an epoch in order.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="firstBatch">The batch to begin with.</param>
    /// <returns>Batches, each valid until the next is asked for.</returns>
    /// <exception cref="RicapException">Shards are asked for and not there, or a file is missing or damaged.</exception>
    public IEnumerable<TrainBatch> Epoch(int epoch, int firstBatch = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        long opening = Stopwatch.GetTimestamp();
        (Prefetcher opened, bool gathers) = Take(epoch, firstBatch);
        using Prefetcher prefetcher = opened;
        TimeSpan before = Waited += Stopwatch.GetElapsedTime(opening);
        while (prefetcher.Next() is { } host)
        {
            Waited = before + prefetcher.Waited;
            Tensor data = ToDevice(host.Sealed.Data);
            Tensor images = data;
            if (gathers)
            {
                images = _base.OnDevice!.Compose(data, host.Blended).DetachFromDisposeScope();
                if (Pins)
                {
                    data.Dispose();
                }
            }

            Tensor targets = ToDevice(host.Sealed.Targets);
            try
            {
                yield return new TrainBatch(epoch, host.Number, (host.Number * Options.Batch) + host.FirstRow, images, targets)
                {
                    Weight = (double)_feed.World * host.Count / host.Whole,
                };
            }
            finally
            {
                if (Pins || gathers)
                {
                    images.Dispose();
                }

                if (Pins)
                {
                    targets.Dispose();
                }

                prefetcher.Return(host);
            }
        }
    }

    /// <summary>
    /// Begins to make the first batches of an epoch while another one's last are in use, or a test runs, so that
    /// <see cref="Epoch"/> need not wait for them. Until then there are buffers for two epochs.
    /// </summary>
    /// <param name="epoch">The epoch that will be asked for next, from its first batch on; what is wrong with it is told then.</param>
    public void Prepare(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        Forget();
        _prepared = (epoch, Task.Run(() => Open(epoch, 0)));
    }

    /// <summary>
    /// Refuses epochs that shards are asked for and not there of; brings the base images to the device, if any of the epochs will be composed and they fit
    /// there. Both before a training takes its time and memory, not while it waits for them.
    /// </summary>
    /// <param name="first">The first epoch.</param>
    /// <param name="end">The one after the last.</param>
    /// <exception cref="RicapException">Shards are asked for, and an epoch was not rendered so.</exception>
    internal void Settle(int first, int end)
    {
        _rendered.Require(first, end);
        if (_base.MayMove && Enumerable.Range(first, Math.Max(0, end - first)).Any(epoch => _rendered.Find(epoch) is null))
        {
            _ = _base.OnDevice;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _base.Dispose();
    }

    /// <summary>The prepared epoch if it is the one that is asked for; otherwise it is opened now.</summary>
    private (Prefetcher Batches, bool Gathers) Take(int epoch, int firstBatch)
    {
        if (_prepared is var (ready, opening) && ready == epoch && firstBatch == 0)
        {
            _prepared = null;
            return opening.GetAwaiter().GetResult();
        }

        Forget(); // two epochs are not opened at once
        return Open(epoch, firstBatch);
    }

    private (Prefetcher Batches, bool Gathers) Open(int epoch, int firstBatch)
    {
        BatchReader reader = OpenReader(epoch);
        bool gathers = reader is GatherReader;
        int threads = Workers.Count(_feed.Threads);
        int classes = _dataset.Manifest.Classes.Count;
        int batch = _feed.Slice.Most(LargestBatch);
        int count = Math.Clamp(Batches - firstBatch, 1, _feed.AheadOf(threads) + 1); // no more than there are
        HostBatch[] buffers =
            [.. Enumerable.Range(0, count).Select(_ => new HostBatch(batch, reader.SampleShape, gathers, classes, _form))];
        return (new Prefetcher(reader, buffers, firstBatch, Batches, Math.Min(threads, buffers.Length)), gathers);
    }

    /// <summary>Lets go of an epoch that was prepared and is not wanted.</summary>
    private void Forget()
    {
        if (_prepared is var (_, opening))
        {
            _prepared = null;
            ((Task)opening).ContinueWith(_ => { }, TaskScheduler.Default).Wait(); // an error in it concerns nobody
            if (opening.IsCompletedSuccessfully)
            {
                opening.Result.Batches.Dispose();
            }
        }
    }

    private bool Pins => _form == HostForm.PinnedTensors;

    private int LargestBatch => Math.Min(Options.Batch, _rows.Count);

    /// <summary>On the CPU the buffers themselves, elsewhere a copy that the device fetches while the host goes on.</summary>
    private Tensor ToDevice(Tensor host) => Pins ? host.to(_device!, non_blocking: true).DetachFromDisposeScope() : host;

    private BatchReader OpenReader(int epoch)
    {
        if (_rendered.Find(epoch) is { } rendered)
        {
            var shards = new StoredShards(_dataset.Folder, _dataset.Manifest, rendered, _dataset.Options, _feed.Verify, _feed.Slice, _feed.Bring);
            return _dataset.Options.Format.OpenArray is { } open ? new ArrayReader(shards, open) : new StoredReader(shards, _dataset.Options.Format.Open);
        }

        _base.Verify();
        var planned = new PlannedBatches(PlannerOf(epoch).Epoch(epoch), _rows.Sources, _dataset.Manifest.Classes.Count, _feed.Slice);
        if (_base.OnDevice is not null)
        {
            return new GatherReader(planned, _layout);
        }

        _base.Hold(Options.Memory, _feed.Threads);
        return new ComposeReader(_dataset.Folder, planned, _rows.Pixels, Options.Fill);
    }

    private Planner PlannerOf(int epoch) =>
        OptionsOf(epoch) is var options && ReferenceEquals(options, Options) ? _planner : new Planner(options.Plan, _rows.Count);
}
