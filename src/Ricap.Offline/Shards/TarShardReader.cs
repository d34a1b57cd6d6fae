namespace Ricap.Shards;

/// <summary>
/// Reads the samples of a WebDataset shard that <see cref="TarShardWriter"/> wrote, one after the other. It accepts
/// these bytes only: a header with one bit amiss, content that does not fit, padding that is not zero, a sample
/// without its image or bytes after the end are all errors. Not thread-safe; the samples it returns are independent
/// of it and of each other.
/// </summary>
internal sealed class TarShardReader : IDisposable
{
    private readonly Stream _input;
    private readonly string _shard;
    private readonly long _length;
    private readonly byte[] _block = new byte[TarMember.BlockSize];
    private long _offset;

    /// <summary>Reads a stream from its beginning.</summary>
    /// <param name="input">Readable, with a known length; this reader closes it.</param>
    /// <param name="shard">The file's name, for the message of an exception.</param>
    public TarShardReader(Stream input, string shard)
    {
        ArgumentNullException.ThrowIfNull(input);
        _input = input;
        _shard = shard;
        _length = input.Length;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static TarShardReader Open(string path) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), path);

    /// <summary>Reads the next sample.</summary>
    /// <returns>The sample, for the caller to dispose; null after the last.</returns>
    /// <exception cref="ShardFormatException">The archive is not as described.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public TarSample? Read()
    {
        if (!ReadHeader(out string? name, out long jsonSize))
        {
            return null;
        }

        string key = KeyOf(name, ".json");
        TarSample sample = new(key, _offset);
        try
        {
            sample.Json = ReadContent(sample, jsonSize);
            long imageHeader = _offset;
            if (!ReadHeader(out name, out long imageSize))
            {
                throw Wrong(imageHeader, $"the archive ends before the image of sample {key}");
            }

            string extension = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            if (!ShardNames.IsImageExtension(extension) || KeyOf(name, $".{extension}") != key)
            {
                throw Wrong(imageHeader, $"the image of sample {key} expected, not '{name}'");
            }

            sample.ImageExtension = extension;
            sample.Image = ReadContent(sample, imageSize);
            return sample;
        }
        catch
        {
            sample.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private string KeyOf(string name, string suffix)
    {
        string key = name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : string.Empty;
        if (!SampleKey.TryParse(key, out _, out _))
        {
            string message = $"a member such as 0003-00000012{suffix} expected, not '{name}'";
            throw Wrong(_offset - TarMember.BlockSize, message);
        }

        return key;
    }

    // False at the two blocks of NULs, behind which nothing may follow.
    private bool ReadHeader([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? name, out long size)
    {
        long start = _offset;
        ReadBlock();
        if (!_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            ReadBlock();
            bool atEnd = !_block.AsSpan().ContainsAnyExcept((byte)0) && _offset == _length;
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
        _offset += _block.Length;
    }

    private ReadOnlyMemory<byte> ReadContent(TarSample sample, long size)
    {
        // The file's length bounds what we allocate, whatever a header claims.
        Require(size + TarMember.PaddingAfter(size));
        if (size > Array.MaxLength)
        {
            throw Wrong(_offset, $"a member of {size} bytes is more than can be held");
        }

        Memory<byte> content = sample.Rent((int)size);
        _input.ReadExactly(content.Span);
        _offset += size;

        Span<byte> padding = _block.AsSpan(0, TarMember.PaddingAfter(size));
        _input.ReadExactly(padding);
        if (padding.IndexOfAnyExcept((byte)0) is int at and >= 0)
        {
            throw Wrong(_offset + at, "the padding after a member is not zero");
        }

        _offset += padding.Length;
        return content;
    }

    private void Require(long bytes)
    {
        if (bytes > _length - _offset)
        {
            throw Wrong(_length, $"cut short: {bytes} bytes should follow byte {_offset}");
        }
    }

    private ShardFormatException Wrong(long offset, string message) => new(_shard, offset, message);
}
