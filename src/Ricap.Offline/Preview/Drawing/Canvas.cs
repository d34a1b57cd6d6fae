namespace Ricap.Preview.Drawing;

/// <summary>A colour of 8 bits a channel.</summary>
internal readonly record struct Colour(byte R, byte G, byte B)
{
    /// <summary>As style sheets spell it: <c>#rrggbb</c>.</summary>
    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";
}

/// <summary>A rectangle of RGB pixels to draw on; whatever falls outside it is clipped.</summary>
/// <remarks>All arithmetic is on integers, so the bytes do not depend on the processor.</remarks>
internal sealed class Canvas
{
    private const int Channels = 3;

    private readonly byte[] _rgb;

    /// <summary>A canvas of one colour.</summary>
    public Canvas(int width, int height, Colour background)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        long bytes = (long)width * height * Channels;
        if (bytes > Array.MaxLength)
        {
            throw new ArgumentException($"A sheet of {width}×{height} pixels is too large: show fewer or smaller tiles.");
        }

        Width = width;
        Height = height;
        _rgb = new byte[bytes];
        Fill(0, 0, width, height, background);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>The colour of one pixel.</summary>
    public Colour this[int x, int y]
    {
        get
        {
            Span<byte> pixel = Row(y).Slice(x * Channels, Channels);
            return new Colour(pixel[0], pixel[1], pixel[2]);
        }
    }

    /// <summary>Hands over the drawing; the canvas is not drawn on after that.</summary>
    public SheetImage ToImage() => new(Width, Height, _rgb);

    /// <summary>Fills a rectangle.</summary>
    public void Fill(int x, int y, int width, int height, Colour colour)
    {
        int left = Math.Max(x, 0);
        int right = Math.Min(x + width, Width);
        for (int row = Math.Max(y, 0); row < Math.Min(y + height, Height); row++)
        {
            for (int column = left; column < right; column++)
            {
                Set(Row(row).Slice(column * Channels, Channels), colour);
            }
        }
    }

    /// <summary>Copies a picture, <c>[height, width, 3]</c>, which must fit.</summary>
    public void Paste(int x, int y, int width, int height, ReadOnlySpan<byte> rgb)
    {
        int stride = width * Channels;
        for (int row = 0; row < height; row++)
        {
            rgb.Slice(row * stride, stride).CopyTo(Row(y + row)[(x * Channels)..]);
        }
    }

    /// <summary>Lays ink over the pixels, as much as the mask says: 0 leaves a pixel alone, 255 covers it.</summary>
    public void Ink(int x, int y, int width, int height, ReadOnlySpan<byte> coverage, Colour colour)
    {
        for (int row = Math.Max(-y, 0); row < Math.Min(height, Height - y); row++)
        {
            for (int column = Math.Max(-x, 0); column < Math.Min(width, Width - x); column++)
            {
                int alpha = coverage[(row * width) + column];
                Span<byte> pixel = Row(y + row).Slice((x + column) * Channels, Channels);
                Set(pixel, new Colour(
                    Mix(pixel[0], colour.R, alpha),
                    Mix(pixel[1], colour.G, alpha),
                    Mix(pixel[2], colour.B, alpha)));
            }
        }
    }

    private static void Set(Span<byte> pixel, Colour colour) =>
        (pixel[0], pixel[1], pixel[2]) = (colour.R, colour.G, colour.B);

    /// <summary>The weighted mean, rounded to nearest.</summary>
    private static byte Mix(byte under, byte over, int alpha) =>
        (byte)(((under * (255 - alpha)) + (over * alpha) + 127) / 255);

    private Span<byte> Row(int y) => _rgb.AsSpan(y * Width * Channels, Width * Channels);
}
