using System.Buffers;

namespace Ricap.Sources.Decoding;

/// <summary>What the image library is given: a file's own bytes, or a copy of them in pooled memory with less or other in it.</summary>
internal readonly ref struct CodecInput
{
    private readonly byte[]? _rented;

    public CodecInput(ReadOnlySpan<byte> file, int orientation = Decoding.Orientation.Upright)
    {
        Bytes = file;
        Orientation = orientation;
    }

    private CodecInput(byte[] rented, int length, int orientation)
        : this(rented.AsSpan(0, length), orientation) => _rented = rented;

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>How the picture lies, as EXIF says it.</summary>
    public int Orientation { get; }

    /// <summary>A file without pieces of it.</summary>
    /// <param name="file">The file, up to where it is to end.</param>
    /// <param name="left">The pieces left out, in order.</param>
    /// <param name="tail">What comes after it.</param>
    /// <param name="orientation">How the picture lies.</param>
    public static CodecInput Without(
        ReadOnlySpan<byte> file, IReadOnlyList<(int Start, int End)> left, ReadOnlySpan<byte> tail, int orientation)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(file.Length + tail.Length);
        int length = 0;
        int from = 0;
        foreach ((int start, int end) in left)
        {
            Append(file[from..start], rented, ref length);
            from = end;
        }

        Append(file[from..], rented, ref length);
        Append(tail, rented, ref length);
        return new CodecInput(rented, length, orientation);
    }

    /// <summary>Another header before the same data.</summary>
    public static CodecInput Of(ReadOnlySpan<byte> header, ReadOnlySpan<byte> data)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(header.Length + data.Length);
        int length = 0;
        Append(header, rented, ref length);
        Append(data, rented, ref length);
        return new CodecInput(rented, length, Decoding.Orientation.Upright);
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    private static void Append(ReadOnlySpan<byte> bytes, byte[] to, ref int length)
    {
        bytes.CopyTo(to.AsSpan(length));
        length += bytes.Length;
    }
}
