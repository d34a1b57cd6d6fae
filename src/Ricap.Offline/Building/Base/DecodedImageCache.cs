using Microsoft.Win32.SafeHandles;
using Ricap.Building.Output;
using Ricap.Shards;

namespace Ricap.Building.Base;

/// <summary>
/// Sources that an earlier build decoded to the same size in the same way, found by the hash of their content: renamed,
/// reordered or joined by others, they need not be decoded again.
/// </summary>
internal sealed class DecodedImageCache : IDisposable
{
    private readonly HashIndex _rows; // numbered through all shards
    private readonly NpyShardReader?[] _shards;
    private readonly int[] _firsts; // the number of each shard's first row

    private DecodedImageCache(NpyShardReader?[] shards, IReadOnlyList<BaseRecord>?[] rows)
    {
        _shards = shards;
        _firsts = new int[shards.Length];
        _rows = new HashIndex(rows.Sum(records => records?.Count ?? 0));
        int number = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            _firsts[i] = number;
            foreach (BaseRecord record in rows[i] ?? [])
            {
                _rows.TryAdd(record.XxHash128.High, record.XxHash128.Low, number++);
            }
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Opens the base shards of a folder that hold and were fitted by the same options.</summary>
    /// <param name="context">The build.</param>
    /// <param name="isWanted">Whether to look at a shard of this path.</param>
    public static DecodedImageCache Open(BuildContext context, Func<string, bool> isWanted)
    {
        ManifestShard[] shards = context.Options.Force ? [] : [.. context.State.BaseShards.Where(shard => isWanted(shard.File.Path))];
        var readers = new NpyShardReader?[shards.Length];
        var rows = new IReadOnlyList<BaseRecord>?[shards.Length];
        try
        {
            context.For(shards.Length, i => rows[i] = Read(context, shards[i], out readers[i]));
        }
        catch
        {
            Array.ForEach(readers, reader => reader?.Dispose());
            throw;
        }

        return new DecodedImageCache(readers, rows);
    }

    /// <summary>Whether content of this hash was decoded before.</summary>
    public bool Has(Hash128 content) => Find(content) >= 0;

    /// <summary>Copies a source's pixels [H,W,3]; false if it was not decoded before, or its pixels are elsewhere.</summary>
    public bool TryRead(Hash128 content, Span<byte> rgb)
    {
        int number = Find(content);
        if (number < 0)
        {
            return false;
        }

        int shard = ShardOf(number);
        if (_shards[shard] is not { } reader)
        {
            return false;
        }

        reader.ReadRows(number - _firsts[shard], 1, rgb);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_shards, shard => shard?.Dispose());

    /// <summary>The last shard whose first row is no later: those without rows come before it.</summary>
    private int ShardOf(int number)
    {
        (int from, int to) = (0, _firsts.Length - 1);
        while (from < to)
        {
            int middle = (from + to + 1) / 2;
            (from, to) = _firsts[middle] <= number ? (middle, to) : (from, middle - 1);
        }

        return from;
    }

    private int Find(Hash128 content) => _rows.Find(content.High, content.Low);

    /// <summary>
    /// Opens a shard if it holds. Another attempt at a part may put another file into its place meanwhile: what was hashed is
    /// then not what was opened. A file that is held open all the while shows that.
    /// </summary>
    private static NpyShardReader? OpenHeld(OutputFolder folder, BuildState state, ManifestShard shard)
    {
        string path = folder.Of(shard.File.Path);
        if (!File.Exists(path))
        {
            return null;
        }

        using SafeFileHandle file = File.OpenHandle(path);
        if (!state.Holds(shard))
        {
            return null;
        }

        var reader = NpyShardReader.Open(path);
        if (FileFacts.IsStillAt(file, path))
        {
            return reader;
        }

        reader.Dispose();
        return null;
    }

    /// <summary>Whether a shard's records are here and its pixels elsewhere: enough to keep it.</summary>
    private static bool IsElsewhere(OutputFolder folder, BuildState state, ManifestShard shard) =>
        !File.Exists(folder.Of(shard.File.Path)) && File.Exists(folder.Of(DatasetLayout.RecordsOf(shard.File.Path))) && state.Holds(shard);

    /// <summary>The records of a shard that can be copied from, or that is elsewhere; null of any other.</summary>
    private static IReadOnlyList<BaseRecord>? Read(BuildContext context, ManifestShard shard, out NpyShardReader? reader)
    {
        (OutputFolder folder, BuildState state) = (context.Folder, context.State);
        reader = OpenHeld(folder, state, shard);
        if (reader is null && !IsElsewhere(folder, state, shard))
        {
            return null;
        }

        string records = folder.Of(DatasetLayout.RecordsOf(shard.File.Path));
        IReadOnlyList<BaseRecord> rows = BaseShardRecords.Read(File.ReadAllBytes(records), records);

        // A shard fitted otherwise has another key, whatever its records say.
        return ContentKeys.OfBase(context.Options, rows) == shard.Key ? rows : null;
    }
}
