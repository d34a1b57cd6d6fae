using Ricap.Shards;
using Ricap.Shards.Text;

namespace Ricap.Formats;

/// <summary>
/// Reads the samples of an archive that <see cref="TarShardWriter"/> wrote, one after the other. It accepts
/// these bytes only: a header with one bit amiss, content that does not fit, padding that is not zero, a sample
/// without its image or bytes after the end are all errors. Not thread-safe; the samples it returns are independent
/// of it and of each other.
/// </summary>
internal sealed class TarShardReader
{
    private readonly Stream _input;
    private readonly string _shard;
    private readonly long _length;
    private readonly byte[] _block = new byte[TarMember.BlockSize];

    /// <summary>Reads a stream from its beginning.</summary>
    /// <param name="input">Readable; the caller's to close.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="shard">The file's path, for the message of an exception.</param>
    public TarShardReader(Stream input, long length, string shard) => (_input, _length, _shard) = (input, length, shard);

    /// <summary>How far it has been read.</summary>
    public long Offset { get; private set; }

    /// <summary>Reads the next sample.</summary>
    /// <returns>Its key, the extension of its image and the sample, for the caller to dispose; null after the last.</returns>
    /// <exception cref="ShardFormatException">The archive is not as described.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public (string Key, string Image, ShardSample Sample)? Read()
    {
        if (!ReadHeader(out string? name, out long jsonSize))
        {
            return null;
        }

        string key = KeyOf(name, $".{TarFormat.RecordExtension}");
        var sample = new ShardSample(_shard);
        try
        {
            sample.Record = ReadContent(sample, jsonSize);
            long imageHeader = Offset;
            if (!ReadHeader(out name, out long imageSize))
            {
                throw Wrong(imageHeader, $"the archive ends before the image of sample {key}");
            }

            string extension = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            if (!TarFormat.ImageExtensions.Contains(extension) || KeyOf(name, $".{extension}") != key)
            {
                throw Wrong(imageHeader, $"the image of sample {key} expected, not '{name}'");
            }

            sample.Image = ReadContent(sample, imageSize);
            return (key, extension, sample);
        }
        catch
        {
            sample.Dispose();
            throw;
        }
    }

    private string KeyOf(string name, string suffix)
    {
        string key = name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : string.Empty;
        if (!SampleKey.TryParse(key, out _, out _))
        {
            string message = $"a member such as 0003-00000012{suffix} expected, not '{name}'";
            throw Wrong(Offset - TarMember.BlockSize, message);
        }

        return key;
    }

    // False at the two blocks of NULs, behind which nothing may follow.
    private bool ReadHeader([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? name, out long size)
    {
        long start = Offset;
        ReadBlock();
        if (!_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            ReadBlock();
            bool atEnd = !_block.AsSpan().ContainsAnyExcept((byte)0) && Offset == _length;
            (name, size) = (null, 0);
            return atEnd ? false : throw Wrong(start, "two blocks of zeros and then the file's end expected");
        }

        if (!TarMember.TryReadHeader(_block, out int nameLength, out size))
        {
            throw Wrong(start, "not the header of a member, or a damaged one");
        }

        name = System.Text.Encoding.ASCII.GetString(_block, 0, nameLength);
        return true;
    }

    private void ReadBlock()
    {
        Require(_block.Length);
        _input.ReadExactly(_block);
        Offset += _block.Length;
    }

    private ReadOnlyMemory<byte> ReadContent(ShardSample sample, long size)
    {
        // The file's length bounds what we allocate, whatever a header claims.
        Require(size + TarMember.PaddingAfter(size));
        if (size > Array.MaxLength)
        {
            throw Wrong(Offset, $"a member of {size} bytes is more than can be held");
        }

        Memory<byte> content = sample.Rent((int)size);
        _input.ReadExactly(content.Span);
        Offset += size;

        Span<byte> padding = _block.AsSpan(0, TarMember.PaddingAfter(size));
        _input.ReadExactly(padding);
        if (padding.IndexOfAnyExcept((byte)0) is int at and >= 0)
        {
            throw Wrong(Offset + at, "the padding after a member is not zero");
        }

        Offset += padding.Length;
        return content;
    }

    private void Require(long bytes)
    {
        if (bytes > _length - Offset)
        {
            throw Wrong(_length, $"cut short: {bytes} bytes should follow byte {Offset}");
        }
    }

    private ShardFormatException Wrong(long offset, string message) => new(_shard, offset, message);
}
