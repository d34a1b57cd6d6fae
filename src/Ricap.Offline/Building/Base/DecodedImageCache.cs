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
    /// <summary>How many sources are looked for one by one before an index of all is made, which takes as long as some fifty of them.</summary>
    private const int FewSearches = 32;

    private readonly Hash128[] _contents; // of the rows of all shards, which are numbered so
    private readonly NpyShardReader?[] _shards;
    private readonly int[] _firsts; // the number of each shard's first row
    private readonly Lazy<HashIndex> _index;
    private int _searches;

    private DecodedImageCache(NpyShardReader?[] shards, BaseRecords?[] rows, Hash128[] earlier)
    {
        Earlier = earlier;
        _shards = shards;
        _firsts = new int[shards.Length];
        _contents = new Hash128[rows.Sum(records => records?.Count ?? 0)];
        _index = new(() => IndexOf(_contents));
        int number = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            _firsts[i] = number;
            rows[i]?.Hashes.CopyTo(_contents.AsSpan(number));
            number += rows[i]?.Count ?? 0;
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _contents.Length;

    /// <summary><see cref="ContentKeys.OfSource"/> of each row of the data set in place, in order; none unless all of its base holds.</summary>
    public Hash128[] Earlier { get; }

    /// <summary>Opens the base shards of a folder that hold and were fitted by the same options.</summary>
    /// <param name="context">The build.</param>
    /// <param name="isWanted">Whether to look at a shard of this path.</param>
    public static DecodedImageCache Open(BuildContext context, Func<string, bool> isWanted)
    {
        ManifestShard[] shards = context.Options.Force ? [] : [.. context.State.BaseShards.Where(shard => isWanted(shard.File.Path))];
        var readers = new NpyShardReader?[shards.Length];
        var rows = new BaseRecords?[shards.Length];
        var sources = new Hash128[]?[shards.Length];
        try
        {
            context.For(shards.Length, i => rows[i] = Read(context, shards[i], out readers[i], out sources[i]));
        }
        catch
        {
            Array.ForEach(readers, reader => reader?.Dispose());
            throw;
        }

        return new DecodedImageCache(readers, rows, EarlierOf(context.State.Previous?.Base ?? [], shards, sources));
    }

    /// <summary>Copies the pixels of sources, as far as they lie in a shard as they do here: to read each alone takes twice as long.</summary>
    /// <param name="first">The number of the first, which it most likely had before.</param>
    /// <param name="contents">The hash of each, if it is known; at least one.</param>
    /// <param name="rgb">Takes [n,H,W,3].</param>
    /// <returns>Of how many; 0 if the first was not decoded before, or its pixels are elsewhere.</returns>
    public int Read(int first, ReadOnlySpan<Hash128?> contents, Span<byte> rgb)
    {
        int number = Find(first, contents[0]);
        int shard = number < 0 ? 0 : ShardOf(number);
        if (number < 0 || _shards[shard] is not { } reader)
        {
            return 0;
        }

        int row = number - _firsts[shard];
        int count = 1;
        while (count < contents.Length && row + count < reader.Shape.Count && contents[count] == _contents[number + count])
        {
            count++;
        }

        reader.ReadRows(row, count, rgb[..(int)(count * reader.Shape.ImageLength)]);
        return count;
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

    private int Find(int likely, Hash128? content) => content is not { } hash ? -1
        : likely < _contents.Length && _contents[likely] == hash ? likely
        : Interlocked.Increment(ref _searches) > FewSearches ? _index.Value.Find(_contents, hash)
        : Array.IndexOf(_contents, hash);

    private static HashIndex IndexOf(Hash128[] contents)
    {
        var index = new HashIndex(contents.Length);
        for (int i = 0; i < contents.Length; i++)
        {
            index.TryAdd(contents, i);
        }

        return index;
    }

    private static Hash128[] EarlierOf(IReadOnlyList<ManifestShard> whole, ManifestShard[] shards, Hash128[]?[] sources)
    {
        Hash128[]?[] its = [.. whole.Select(of =>
            Array.FindIndex(shards, shard => shard.Key == of.Key && shard.File == of.File) is int at and >= 0 ? sources[at] : null)];
        if (Array.Exists(its, one => one is null))
        {
            return [];
        }

        var all = new Hash128[its.Sum(one => one!.Length)];
        int length = 0;
        foreach (Hash128[]? one in its)
        {
            one!.CopyTo(all, length); // as a whole: one by one, through interfaces, takes longer than their hashing
            length += one.Length;
        }

        return all;
    }

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

    /// <summary>The records of a shard that can be copied from, or that is elsewhere, and what its sources bring; null of any other.</summary>
    private static BaseRecords? Read(
        BuildContext context, ManifestShard shard, out NpyShardReader? reader, out Hash128[]? sources)
    {
        sources = null;
        (OutputFolder folder, BuildState state) = (context.Folder, context.State);
        reader = OpenHeld(folder, state, shard);
        if (reader is null && !IsElsewhere(folder, state, shard))
        {
            return null;
        }

        string records = folder.Of(DatasetLayout.RecordsOf(shard.File.Path));
        BaseRecords rows = BaseShardRecords.Read(File.ReadAllBytes(records), records);

        // A shard fitted otherwise has another key, whatever its records say.
        Hash128[] its = ContentKeys.OfSources(rows);
        if (ContentKeys.OfBase(context.Options, its) != shard.Key)
        {
            return null;
        }

        sources = its;
        return rows;
    }
}
