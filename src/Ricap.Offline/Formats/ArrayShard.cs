using System.IO.Hashing;
using Ricap.Shards;

namespace Ricap.Formats;

/// <summary>
/// A shard whose samples lie where their places say, so that several threads read of it at once what they need. It is hashed by what
/// was read, in order. Methods throw what those of <see cref="ShardReader"/> do.
/// </summary>
internal sealed class ArrayShard : IDisposable
{
    private readonly ShardSource _source;
    private readonly NpyShardReader _pixels;
    private readonly PooledBuffer _text;
    private readonly RecordLines _records;
    private readonly XxHash128 _hash = new();

    /// <summary>Opens an npy file and the records beside it, which are held against their hash where that is asked for.</summary>
    public ArrayShard(ShardSource source)
    {
        _source = source;
        _pixels = NpyShardReader.Open(source.FilePath, FileOptions.SequentialScan);
        _text = new PooledBuffer(0);
        try
        {
            source.RequireShape(_pixels.Shape);
            source.ReadCompanion(_text);
            _records = new RecordLines(source.CompanionPath, _text.Written, _pixels.Shape.Count);
            Span<byte> header = stackalloc byte[NpyFile.HeaderLength];
            NpyFile.WriteHeader(_pixels.Shape, header);
            _hash.Append(header);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The full path of its main file.</summary>
    public string Path => _source.FilePath;

    /// <summary>The full path of the file its records are in.</summary>
    public string RecordsPath => _records.Path;

    /// <summary>The record of a sample; valid until this is disposed.</summary>
    public ReadOnlySpan<byte> Record(int sample) => _records[sample].Span;

    /// <summary>Reads samples, on any thread.</summary>
    public void Read(int first, int count, Span<byte> pixels) => _pixels.ReadRows(first, count, pixels);

    /// <summary>Takes in the pixels of the next samples. One thread at a time, all samples in order.</summary>
    public void Hash(ReadOnlySpan<byte> pixels) => _hash.Append(pixels);

    /// <summary>Holds what was hashed, which is all of it, against the manifest.</summary>
    public void Check() => _source.Check(Hash128.Of(_hash));

    public void Dispose()
    {
        _pixels.Dispose();
        _text.Dispose();
    }
}
