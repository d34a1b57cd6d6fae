using System.Buffers;
using System.Buffers.Binary;

namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>The bits of a scan between two markers, in pooled memory, without the bytes that only keep FF from being one.</summary>
internal sealed class ScanBits : IDisposable
{
    /// <summary>Zeros after the bits, so that a block can be read past the end and be found out afterwards.</summary>
    private const int Padding = 1024;

    private byte[] _bytes;
    private int _count;

    /// <param name="most">The most bytes that will be between two markers.</param>
    public ScanBits(int most) => _bytes = ArrayPool<byte>.Shared.Rent(most + Padding);

    /// <summary>In bits, from the marker on.</summary>
    public long Position { get; set; }

    /// <summary>How many bits there are.</summary>
    public long Length => _count * 8L;

    /// <summary>The bytes, with zeros after them.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count + Padding);

    /// <summary>Whether more was read than there is.</summary>
    public bool IsPastEnd => Position > Length;

    /// <summary>Whole bytes that nothing was read of.</summary>
    public ReadOnlySpan<byte> Rest => _bytes.AsSpan(0, _count)[(int)Math.Min(_count, (Position + 7) / 8)..];

    /// <summary>The last byte that something was read of; 0 before the first.</summary>
    public byte Last => Position == 0 ? (byte)0 : _bytes[(Position - 1) / 8];

    /// <summary>The next 57 bits or more, the first of them on top.</summary>
    public ulong Peek() => Peek(Bytes, Position);

    public static ulong Peek(ReadOnlySpan<byte> bytes, long position) =>
        BinaryPrimitives.ReadUInt64BigEndian(bytes[(int)(position >> 3)..]) << (int)(position & 7);

    /// <summary>Takes what lies before the next marker.</summary>
    /// <param name="data">From the first coded byte on.</param>
    /// <returns>How many bytes of <paramref name="data"/> that is: where the marker is, or the file ends.</returns>
    public int Fill(ReadOnlySpan<byte> data)
    {
        Position = 0;
        _count = 0;
        int at = 0;
        while (true)
        {
            int plain = data[at..].IndexOf((byte)0xFF);
            plain = plain < 0 ? data.Length - at : plain;
            data.Slice(at, plain).CopyTo(_bytes.AsSpan(_count));
            _count += plain;
            at += plain;

            int next = at;
            while (next < data.Length && data[next] == 0xFF)
            {
                next++;
            }

            if (next == data.Length || data[next] != 0)
            {
                _bytes.AsSpan(_count, Padding).Clear();
                return at;
            }

            _bytes[_count++] = 0xFF;
            at = next + 1;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
