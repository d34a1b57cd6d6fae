using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using Ricap.Building;
using Ricap.Building.Base;
using Ricap.Building.Epochs;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Reading;

/// <summary>
/// The files of a data set: those that it has, and those that it would have if more epochs were rendered, made when they are
/// asked for, to the same bytes. Any number of threads may share one.
/// </summary>
public sealed class DatasetFiles
{
    private readonly PlannedDataset _planned;
    private readonly BaseRows _rows;
    private readonly Lazy<Hash128[]> _contents;
    private readonly Lazy<RecordWriter> _records;
    private readonly Lazy<Dictionary<string, ManifestFile>> _stored;
    private readonly FileHashes _hashes;
    private readonly ConcurrentDictionary<string, Lock> _hashing = [];
    private readonly ConcurrentBag<ShardMaker> _idle = [];
    private EpochPlan? _last;
    private FileFacts? _unchanged;

    internal DatasetFiles(PlannedDataset planned, BaseRows rows)
    {
        (_planned, _rows) = (planned, rows);
        _hashes = new FileHashes(null, planned.Folder);
        _contents = new(() => ContentKeys.OfSources(planned.Records));
        _records = new(() => new RecordWriter(planned.Sources, Options.Width, Options.Height));
        _stored = new(() => planned.Manifest.Files().ToDictionary(file => file.Path, StringComparer.Ordinal));
    }

    /// <summary>How many shards each epoch has.</summary>
    public int ShardsPerEpoch => DatasetLayout.EpochShards(_planned.Records.Count, Options.ShardSize);

    private DatasetOptions Options => _planned.Options;

    private int Classes => _planned.Manifest.Classes.Count;

    /// <summary>What a path names; null if it is no file of this data set, whatever epochs are rendered.</summary>
    /// <param name="path">Relative to the data set's folder, with <c>/</c> between names, spelled as <c>render</c> spells it.</param>
    public DatasetFile? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path == DatasetManifest.FileName)
        {
            return new DatasetFile(DatasetFileKind.Manifest, 0, 0);
        }

        // Numbers are read here; that the path is spelled as we spell it is for the layout to say.
        int epoch = Number(path, path.IndexOf('-', StringComparison.Ordinal) + 1);
        if (epoch is < 0 or > EpochSet.MaxEpoch)
        {
            return BaseFile(path);
        }

        if (path == DatasetLayout.Index(epoch, Options.Format))
        {
            return new DatasetFile(DatasetFileKind.Index, epoch, 0);
        }

        int shard = Number(path, path.LastIndexOf('-') + 1);
        if (shard < 0 || shard >= ShardsPerEpoch)
        {
            return BaseFile(path);
        }

        string file = DatasetLayout.Shard(epoch, shard, Options.Format);
        return path == file ? new DatasetFile(DatasetFileKind.Shard, epoch, shard)
            : path == CompanionOf(file) ? new DatasetFile(DatasetFileKind.Companion, epoch, shard)
            : BaseFile(path);
    }

    /// <summary>What the manifest says of a file that is stored; null if it names none.</summary>
    public ManifestFile? Stored(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _stored.Value.GetValueOrDefault(path);
    }

    /// <summary>A shard of any epoch.</summary>
    /// <param name="epoch">0..<see cref="EpochSet.MaxEpoch"/>.</param>
    /// <param name="number">Its place in the epoch, below <see cref="ShardsPerEpoch"/>.</param>
    public PlannedShard Shard(int epoch, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, ShardsPerEpoch);
        ShardJob job = EpochBuilder.JobOf(PlanOf(epoch), number, Options, Classes, _contents.Value);
        long? length = Options.Format.LengthOf(EpochBuilder.ShapeOf(Options, job.Count, Classes));
        return new PlannedShard(job, number, CompanionOf(job.Path), length, 3L * Options.Width * Options.Height * job.Count);
    }

    /// <summary>Renders a shard: the bytes of the files that <c>render</c> writes.</summary>
    /// <param name="shard">One of <see cref="Shard"/>.</param>
    /// <param name="output">Receives the main file. It must be able to seek and to be read where the format goes back to its head (mds).</param>
    /// <param name="companion">Receives the file beside it, where the format has one.</param>
    /// <param name="cancellationToken">Ends it between runs of samples.</param>
    /// <returns>What a manifest says of the shard.</returns>
    /// <exception cref="RicapException">The base cannot be read any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ManifestShard Render(
        PlannedShard shard, Stream output, IBufferWriter<byte> companion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(companion);
        ShardMaker maker = _idle.TryTake(out ShardMaker? idle) ? idle : new ShardMaker(_planned, _rows, _records.Value);
        try
        {
            return DatasetReading.Guard(_planned.Folder, () => maker.Make(shard, output, companion, cancellationToken));
        }
        finally
        {
            _idle.Add(maker); // each shard begins with an empty buffer
        }
    }

    /// <summary>What a manifest says of an epoch, its index included.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="shards">All of its shards in order.</param>
    /// <param name="index">Receives the index, of a format that has one.</param>
    public ManifestEpoch Describe(int epoch, IReadOnlyList<ManifestShard> shards, IBufferWriter<byte> index)
    {
        ArgumentNullException.ThrowIfNull(shards);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfNotEqual(shards.Count, ShardsPerEpoch, nameof(shards));
        EpochPlan plan = PlanOf(epoch);
        if (DatasetLayout.Index(epoch, Options.Format) is not { } path)
        {
            return EpochBuilder.Describe(plan, shards, null);
        }

        var json = new ArrayBufferWriter<byte>();
        EpochBuilder.WriteIndex(Options, epoch, Classes, shards, json);
        index.Write(json.WrittenSpan);
        var file = new ManifestFile(path, json.WrittenCount, Hash128.Of(json.WrittenSpan));
        return EpochBuilder.Describe(plan, shards, file);
    }

    /// <summary>The manifest that <c>render</c> writes of some epochs of this data set.</summary>
    /// <param name="epochs">Each as <see cref="Describe"/> gives it, ascending.</param>
    public byte[] Manifest(IReadOnlyList<ManifestEpoch> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        return ManifestWriter.Write(_planned.Manifest with { Epochs = epochs });
    }

    /// <summary>
    /// Opens a file that the manifest names, if it has the length and hash that the manifest says; null if not. Hashes are
    /// remembered for as long as the file is not touched.
    /// </summary>
    public FileStream? Open(ManifestFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        string path = Path.Join(_planned.Folder, file.Path);
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            lock (_hashing.GetOrAdd(file.Path, _ => new Lock())) // whoever comes meanwhile finds it remembered
            {
                if (_hashes.Holds(path, file) && FileFacts.IsStillAt(stream.SafeFileHandle, path))
                {
                    return stream;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As good as missing: whoever asks makes it again or says so.
        }

        stream?.Dispose();
        return null;
    }

    /// <summary>Hashes the base, of which all shards are made.</summary>
    /// <exception cref="RicapException">A file is missing, or is not what the manifest says.</exception>
    public void RequireBase(CancellationToken cancellationToken = default)
    {
        foreach (ManifestFile file in _planned.Manifest.Base.SelectMany(shard => shard.Files()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Path.Join(_planned.Folder, file.Path);
            if (!DatasetReading.Guard(path, () => _hashes.Holds(path, file)))
            {
                throw new RicapException(Problem.Error(
                    ProblemCodes.DamagedFile, path, "its bytes are not the ones the manifest names; 'ricap render' makes it again"));
            }
        }
    }

    /// <summary>Holds the base in memory if it fits, which makes rendering small samples several times faster; before anything is rendered.</summary>
    /// <param name="budget">The most bytes to hold.</param>
    /// <returns>How many bytes are held; 0 if it does not fit.</returns>
    /// <exception cref="RicapException">A file cannot be read any more.</exception>
    public long HoldBase(long budget)
    {
        DatasetReading.Guard(_planned.Folder, () => _rows.Keep(budget));
        return _rows.TryFind(0, out ReadOnlySpan<byte> held, out _) ? held.Length : 0;
    }

    /// <summary>Whether the folder still holds the data set that was opened. Costs one look at the manifest's file facts.</summary>
    public DatasetChange Change()
    {
        string path = _planned.ManifestPath;
        if (FileFacts.Of(path) is not { } facts)
        {
            return DatasetChange.Withdrawn;
        }

        if (facts == _unchanged)
        {
            return DatasetChange.None;
        }

        try
        {
            DatasetManifest there = ManifestReader.Read(path) with { Epochs = [] };
            if (!ManifestWriter.Write(there).AsSpan().SequenceEqual(Manifest([])))
            {
                return DatasetChange.Replaced;
            }

            _unchanged = facts;
            return DatasetChange.None;
        }
        catch (RicapException)
        {
            return File.Exists(path) ? DatasetChange.Replaced : DatasetChange.Withdrawn;
        }
    }

    private DatasetFile? BaseFile(string path) =>
        _planned.Manifest.Base.Any(shard => shard.Files().Any(file => file.Path == path)) ? new DatasetFile(DatasetFileKind.Base, 0, 0) : null;

    private string? CompanionOf(string shard) =>
        Options.Format.CompanionExtension is { } extension ? Path.ChangeExtension(shard, extension) : null;

    private EpochPlan PlanOf(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, EpochSet.MaxEpoch);
        EpochPlan? last = _last;
        return last?.Epoch == epoch ? last : _last = _planned.Planner.Epoch(epoch);
    }

    /// <summary>The number whose digits begin there; −1 if there is none, or it is too large.</summary>
    private static int Number(string path, int start)
    {
        int end = start;
        while (end < path.Length && char.IsAsciiDigit(path[end]))
        {
            end++;
        }

        return int.TryParse(path.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
    }
}
