using System.Buffers;
using Ricap.Building.Output;
using Ricap.Rendering;
using Ricap.Shards;

namespace Ricap.Building.Base;

/// <summary>
/// The base shards as <see cref="BaseRows"/> has them, for a part that reads some of their rows and hashes no more than those:
/// each row is read whole and hashed when it is first needed. A shard whose rows have no hashes is hashed as a whole then.
/// </summary>
internal sealed class VerifiedRows : IBaseRows
{
    private readonly OutputFolder _folder;
    private readonly FileHashes _hashes;
    private readonly IReadOnlyList<ManifestShard> _shards;
    private readonly NpyShardReader[] _readers;
    private readonly Lazy<Hash128[]?>[] _rows;
    private readonly bool[] _verified; // written once or more, always to true
    private readonly int _rowsPerShard;
    private readonly int _imageLength;
    private byte[]? _images; // sources in their places, those that were verified

    private VerifiedRows(OutputFolder folder, FileHashes hashes, IReadOnlyList<ManifestShard> shards, NpyShardReader[] readers)
    {
        _folder = folder;
        _hashes = hashes;
        _shards = shards;
        _readers = readers;
        _rowsPerShard = shards[0].Samples;
        _imageLength = (int)readers[0].Shape.ImageLength;
        _verified = new bool[shards.Sum(shard => shard.Samples)];
        _rows = [.. Enumerable.Range(0, shards.Count).Select(i => new Lazy<Hash128[]?>(() => Hashes(i)))];
    }

    /// <summary>Opens the base shards in order.</summary>
    /// <param name="folder">The output.</param>
    /// <param name="hashes">What is known of its files.</param>
    /// <param name="shards">At least one; all but the last hold equally many sources.</param>
    /// <exception cref="ShardFormatException">One is no base shard.</exception>
    public static VerifiedRows Open(OutputFolder folder, FileHashes hashes, IReadOnlyList<ManifestShard> shards)
    {
        var readers = new List<NpyShardReader>();
        try
        {
            foreach (ManifestShard shard in shards)
            {
                readers.Add(NpyShardReader.Open(folder.Of(shard.File.Path)));
            }
        }
        catch
        {
            readers.ForEach(reader => reader.Dispose());
            throw;
        }

        return new VerifiedRows(folder, hashes, shards, [.. readers]);
    }

    /// <inheritdoc/>
    public void Keep(long budget, int threads = 0)
    {
        long length = (long)_verified.Length * _imageLength;
        _images = BaseRows.MayHold(length, budget) ? GC.AllocateUninitializedArray<byte>((int)length) : null;
    }

    /// <inheritdoc/>
    public bool TryFind(int source, out ReadOnlySpan<byte> held, out int at)
    {
        held = _images;
        at = source * _imageLength;
        if (_images is null)
        {
            return false;
        }

        Verify(source);
        return true;
    }

    /// <inheritdoc/>
    public void Read(int source, int top, Span<byte> destination)
    {
        Verify(source);
        (int shard, int row) = Math.DivRem(source, _rowsPerShard);
        NpyShardReader reader = _readers[shard];
        reader.ReadRowBand(row, top, (int)(destination.Length / reader.Shape.RowLength), destination);
    }

    /// <inheritdoc/>
    public void RequireUnchanged() => Array.ForEach(_readers, shard => shard.RequireUnchanged());

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NpyShardReader reader in _readers)
        {
            reader.Dispose();
        }
    }

    /// <summary>Reads a source's row and hashes it, unless that was done. Two threads at it at once do the same.</summary>
    private void Verify(int source)
    {
        if (Volatile.Read(ref _verified[source]))
        {
            return;
        }

        byte[]? rented = _images is null ? ArrayPool<byte>.Shared.Rent(_imageLength) : null;
        Verify(source, rented is null ? _images.AsSpan(source * _imageLength, _imageLength) : rented.AsSpan(0, _imageLength));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        Volatile.Write(ref _verified[source], true);
    }

    private void Verify(int source, Span<byte> pixels)
    {
        (int shard, int row) = Math.DivRem(source, _rowsPerShard);
        Hash128[]? hashes = _rows[shard].Value; // null where it was hashed as a whole
        if (hashes is null && _images is null)
        {
            return;
        }

        _readers[shard].ReadRows(row, 1, pixels);
        if (hashes is not null && Hash128.Of(pixels) != hashes[row])
        {
            throw Damaged(shard, $"row {row} is not what was written");
        }
    }

    private Hash128[]? Hashes(int shard)
    {
        ManifestShard of = _shards[shard];
        if (RowHashes.Read(_folder, of) is { } hashes)
        {
            return hashes;
        }

        return _hashes.Holds(_folder.Of(of.File.Path), of.File) && FileFacts.IsStillAt(_readers[shard].Handle, _folder.Of(of.File.Path))
            ? null
            : throw Damaged(shard, "it is not what was written");
    }

    private RicapException Damaged(int shard, string what) => new(Problem.AboutOption(
        ProblemSeverity.Error,
        ProblemCodes.DamagedFile,
        _folder.Of(_shards[shard].File.Path),
        $"{what}; run this with {new OptionName("only", "base")} again, every part of it"));
}
