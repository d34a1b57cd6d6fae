using Ricap.Shards.Text;


namespace Ricap.Formats;

/// <summary>Where the two members of a sample lie in its archive.</summary>
/// <param name="Epoch">The sample's epoch; with <paramref name="Index"/> it makes the key.</param>
/// <param name="Index">Its place in the epoch.</param>
/// <param name="JsonOffset">Where the record's content begins, past its header: a multiple of 512.</param>
/// <param name="JsonSize">Bytes of the record.</param>
/// <param name="ImageOffset">Where the image's content begins, past its header: a multiple of 512.</param>
/// <param name="ImageSize">Bytes of the image.</param>
internal readonly record struct TarSampleEntry(
    int Epoch, int Index, long JsonOffset, int JsonSize, long ImageOffset, int ImageSize);

/// <summary>
/// Writes a WebDataset shard: for each sample its record, then its image, in archive order.
/// <code>
///   | header: key.json | record | NULs | header: key.png | image | NULs | … next sample … | 1024 NULs |
/// </code>
/// Not thread-safe. The stream stays the caller's: this neither flushes nor closes it, and never seeks.
/// </summary>
internal sealed class TarShardWriter
{
    private static readonly byte[] Zeros = new byte[TarMember.EndLength];

    private static readonly byte[] RecordExtension = System.Text.Encoding.ASCII.GetBytes(TarFormat.RecordExtension);

    private readonly Stream _output;
    private readonly byte[] _imageExtension;
    private readonly byte[] _header = new byte[TarMember.BlockSize];
    private readonly List<TarSampleEntry> _entries;
    private bool _complete;

    /// <summary>Begins an archive.</summary>
    /// <param name="output">Receives the bytes from its current position on.</param>
    /// <param name="imageExtension">What images are called: <c>png</c>, <c>webp</c> or <c>jpg</c>.</param>
    /// <param name="samples">How many samples there will be, if that is known.</param>
    public TarShardWriter(Stream output, string imageExtension, int samples = 0)
    {
        _entries = new(samples);
        TarFormat.RequireImageExtension(imageExtension);
        _output = output;
        _imageExtension = System.Text.Encoding.ASCII.GetBytes(imageExtension);
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>The samples written so far, for an index.</summary>
    public IReadOnlyList<TarSampleEntry> Entries => _entries;

    /// <summary>Writes one sample.</summary>
    /// <param name="epoch">Its epoch; with <paramref name="index"/> it makes the key.</param>
    /// <param name="index">Its place in the epoch.</param>
    /// <param name="json">Its record.</param>
    /// <param name="image">Its encoded image.</param>
    /// <exception cref="InvalidOperationException">The archive is complete.</exception>
    public void Add(int epoch, int index, ReadOnlySpan<byte> json, ReadOnlySpan<byte> image)
    {
        RequireOpen();
        Span<byte> key = stackalloc byte[SampleKey.MaxLength];
        key = key[..SampleKey.Write(epoch, index, key)];
        long jsonOffset = AddMember(key, RecordExtension, json);
        long imageOffset = AddMember(key, _imageExtension, image);
        _entries.Add(new TarSampleEntry(epoch, index, jsonOffset, json.Length, imageOffset, image.Length));
    }

    /// <summary>Ends the archive; nothing can be added after.</summary>
    /// <exception cref="InvalidOperationException">The archive is complete.</exception>
    public void Complete()
    {
        RequireOpen();
        _complete = true;
        _output.Write(Zeros);
        Length += TarMember.EndLength;
    }

    private long AddMember(ReadOnlySpan<byte> key, ReadOnlySpan<byte> extension, ReadOnlySpan<byte> content)
    {
        Span<byte> name = stackalloc byte[TarMember.MaxNameLength];
        key.CopyTo(name);
        name[key.Length] = (byte)'.';
        extension.CopyTo(name[(key.Length + 1)..]);
        TarMember.WriteHeader(_header, name[..(key.Length + 1 + extension.Length)], content.Length);

        _output.Write(_header);
        _output.Write(content);
        _output.Write(Zeros.AsSpan(0, TarMember.PaddingAfter(content.Length)));
        long contentOffset = Length + TarMember.BlockSize;
        Length += TarMember.LengthOf(content.Length);
        return contentOffset;
    }

    private void RequireOpen()
    {
        if (_complete)
        {
            throw new InvalidOperationException("The archive is complete: its end has been written.");
        }
    }
}
