using System.Buffers.Binary;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>Wraps a deflate stream as PNG wants it (RFC 1950 §2.2; PNG, third edition, §10.1).</summary>
/// <remarks>
/// <code>
///   CMF 78 │ FLG 9C │ deflate stream │ Adler-32 of what was compressed, big-endian 4
/// </code>
/// </remarks>
/// <param name="parser">What looks for repeats.</param>
internal sealed class ZlibCompressor(BlockParser parser)
{
    // Deflate with a window of 32 KB.
    private const byte Method = 0x78;

    // Compression level "default", no dictionary, and the check bits that make the two bytes a multiple of 31.
    private const byte Flags = 0x9C;

    private const int HeaderLength = 2;
    private const int TrailerLength = 4;

    private readonly Deflater _deflater = new(parser);
    private byte[] _stream = [];

    /// <summary>
    /// Compresses <paramref name="input"/>; the stream is the compressor's own, good until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> input)
    {
        int bound = HeaderLength + Deflater.Bound(input.Length) + TrailerLength;
        if (_stream.Length < bound)
        {
            _stream = new byte[bound];
        }

        _stream[0] = Method;
        _stream[1] = Flags;
        int trailer = HeaderLength + _deflater.Compress(input, _stream.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt32BigEndian(_stream.AsSpan(trailer), Adler32.Compute(input));
        return _stream.AsSpan(0, trailer + TrailerLength);
    }
}
