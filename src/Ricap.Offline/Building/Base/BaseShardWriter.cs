using System.IO.Hashing;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Building.Base;

/// <summary>
/// A base shard being made: takes rows as they are decoded and stages them, so that no more of them is in memory than what is decoded
/// together. Not thread-safe but for <see cref="WriteAt"/>.
/// </summary>
internal sealed class BaseShardWriter : IDisposable
{
    private readonly BuildContext _context;
    private readonly string _path;
    private readonly int _expected;
    private readonly int _imageBytes;
    private readonly StagedFile _file;
    private readonly XxHash128 _pixels = new();
    private readonly List<Hash128> _rows = []; // of a part alone

    /// <summary>Begins a shard.</summary>
    /// <param name="context">The build.</param>
    /// <param name="path">Its place.</param>
    /// <param name="expected">How many rows it will have unless some are left out.</param>
    public BaseShardWriter(BuildContext context, string path, int expected)
    {
        (_context, _path, _expected) = (context, path, expected);
        DatasetOptions options = context.Options;
        _imageBytes = 3 * options.Width * options.Height;
        _file = context.Folder.Stage(path);
        WriteHeader(expected);
    }

    /// <summary>Takes rows, which follow those before; gives where they are to be written, by <see cref="WriteAt"/>.</summary>
    public long Reserve(ReadOnlySpan<byte> pixels)
    {
        _pixels.Append(pixels);
        for (int at = 0; _context.IsPart && at < pixels.Length; at += _imageBytes)
        {
            _rows.Add(Hash128.Of(pixels.Slice(at, _imageBytes)));
        }

        return _file.Reserve(pixels);
    }

    /// <summary>Writes rows that were taken, on any thread and in any order, all of them before the shard is ended.</summary>
    public void WriteAt(long at, ReadOnlySpan<byte> pixels) => _file.WriteAt(at, pixels);

    /// <summary>Ends the shard where it was staged.</summary>
    /// <param name="records">Those of its rows are the last.</param>
    /// <param name="start">The first of them.</param>
    /// <param name="key">Its key.</param>
    public StagedShard Complete(BaseRecords records, int start, Hash128 key)
    {
        int rows = records.Count - start;
        if (rows != _expected)
        {
            _file.Position = 0; // sources were left out, and the file is read again to be hashed: seldom, and never much
            WriteHeader(rows);
        }

        StagedFile beside = _context.Folder.Stage(DatasetLayout.RecordsOf(_path));
        try
        {
            using (var json = new PooledBuffer(BaseShardRecords.LengthOf(records, start)))
            {
                BaseShardRecords.Write(records, start, json);
                beside.Write(json.Written.Span);
            }

            var shard = new ManifestShard(_file.Complete(), rows, Hash128.Of(_pixels), key, [beside.Complete()]);
            if (_context.IsPart)
            {
                RowHashes.Write(_context.Folder, shard, _rows);
            }

            return new StagedShard(shard, _file, beside);
        }
        catch
        {
            beside.Dispose();
            throw;
        }
    }

    /// <summary>Drops the shard unless it is complete.</summary>
    public void Dispose() => _file.Dispose();

    private void WriteHeader(int rows)
    {
        Span<byte> header = stackalloc byte[NpyFile.HeaderLength];
        NpyFile.WriteHeader(new NpyShape(rows, _context.Options.Height, _context.Options.Width), header);
        _file.Write(header);
    }
}

/// <summary>A base shard that is complete and not in its place.</summary>
internal sealed record StagedShard(ManifestShard Shard, StagedFile Pixels, StagedFile Records);
