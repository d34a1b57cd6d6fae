using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// Packs bits into bytes from the least significant end up (RFC 1951 §3.1.1). The buffer must be as long as the whole
/// stream and <see cref="Slack"/> more: whole words are stored, and what they hold beyond the last bit is overwritten.
/// </summary>
internal ref struct BitWriter(Span<byte> buffer)
{
    /// <summary>How far past its last byte the writer may store.</summary>
    public const int Slack = 8;

    /// <summary>How many bits may be added between two calls of <see cref="Flush"/>.</summary>
    public const int MostBits = 56;

    private readonly ref byte _start = ref MemoryMarshal.GetReference(buffer);
    private readonly int _lastStore = buffer.Length - Slack;
    private ulong _pending;
    private int _pendingBits;
    private int _position;

    /// <summary>How many bytes are whole; call <see cref="AlignToByte"/> before trusting it to be all.</summary>
    public readonly int BytesWritten => _position;

    /// <summary>How many bits lie in the last, unfinished byte: 0 to 7 after a <see cref="Flush"/>.</summary>
    public readonly int BitsInLastByte => _pendingBits & 7;

    /// <summary>
    /// Adds the low <paramref name="count"/> bits; at most <see cref="MostBits"/> in all between two calls of <see cref="Flush"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong bits, int count)
    {
        _pending |= bits << _pendingBits;
        _pendingBits += count;
    }

    /// <summary>Adds one codeword as <see cref="HuffmanCode"/> packs it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint codeword) => Add(HuffmanCode.BitsOf(codeword), HuffmanCode.LengthOf(codeword));

    /// <summary>Stores every whole byte that is pending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Flush()
    {
        if (_position > _lastStore)
        {
            throw new InvalidOperationException("The buffer is too short for the stream.");
        }

        ulong word = BitConverter.IsLittleEndian ? _pending : BinaryPrimitives.ReverseEndianness(_pending);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref _start, _position), word);
        _position += _pendingBits >> 3;
        _pending >>= _pendingBits & ~7;
        _pendingBits &= 7;
    }

    /// <summary>Fills the last byte up with zero bits and stores it.</summary>
    public void AlignToByte()
    {
        _pendingBits = (_pendingBits + 7) & ~7;
        Flush();
    }

    /// <summary>Copies whole bytes; the writer must be aligned.</summary>
    public void AddBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref _start, _lastStore + Slack)[_position..]);
        _position += bytes.Length;
    }
}
