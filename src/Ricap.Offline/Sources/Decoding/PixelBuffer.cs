using System.Buffers;
using System.Runtime.InteropServices;

namespace Ricap.Sources.Decoding;

/// <summary>
/// A decoded image in pooled memory, four bytes a pixel in the order R, G, B, A, rows without padding.
/// </summary>
internal sealed class PixelBuffer : IDisposable
{
    /// <summary>What an array can hold; a larger image is refused whatever the user allows.</summary>
    public static readonly int MaxPixels = Array.MaxLength / 4;

    private byte[]? _rented;

    public PixelBuffer(int width, int height)
    {
        Width = width;
        Height = height;
        _rented = ArrayPool<byte>.Shared.Rent(checked(width * height * 4));
    }

    public int Width { get; }

    public int Height { get; }

    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_rented is null, this);
            return _rented.AsSpan(0, Width * Height * 4);
        }
    }

    /// <summary>The same memory, one element a pixel.</summary>
    public Span<uint> Pixels => MemoryMarshal.Cast<byte, uint>(Bytes);

    /// <summary>Writes the pixels without alpha, <c>[H,W,3]</c>; the image lies on a background already.</summary>
    public void CopyRgb(Span<byte> rgb)
    {
        ReadOnlySpan<byte> rgba = Bytes;
        rgb = rgb[..(Width * Height * 3)];
        for (int to = 0, from = 0; to < rgb.Length; to += 3, from += 4)
        {
            rgb[to] = rgba[from];
            rgb[to + 1] = rgba[from + 1];
            rgb[to + 2] = rgba[from + 2];
        }
    }

    /// <summary>The pixels without alpha, <c>[H,W,3]</c>, as an array of their own.</summary>
    public byte[] ToRgb()
    {
        byte[] rgb = new byte[Width * Height * 3];
        CopyRgb(rgb);
        return rgb;
    }

    public static PixelBuffer FromGrey(ReadOnlySpan<byte> grey, int width, int height)
    {
        var buffer = new PixelBuffer(width, height);
        Span<uint> pixels = buffer.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            // The same byte in all four places, so the order of bytes in a word does not matter.
            pixels[i] = grey[i] * 0x01010101u;
        }

        return buffer;
    }

    /// <summary>Opaque pixels out of red, green and blue bytes.</summary>
    public static PixelBuffer FromRgb(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var buffer = new PixelBuffer(width, height);
        Span<byte> rgba = buffer.Bytes;
        for (int to = 0, from = 0; to < rgba.Length; to += 4, from += 3)
        {
            rgba[to] = rgb[from];
            rgba[to + 1] = rgb[from + 1];
            rgba[to + 2] = rgb[from + 2];
            rgba[to + 3] = 255;
        }

        return buffer;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
