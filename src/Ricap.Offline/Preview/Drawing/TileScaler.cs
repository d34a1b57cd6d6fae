namespace Ricap.Preview.Drawing;

/// <summary>
/// Brings pictures to the size they are shown at, in integers throughout. Small ones are enlarged by a whole factor,
/// every pixel becoming a square, because the pixels are what a sheet is looked at for; big ones are shrunk so that
/// each shown pixel is the exact mean of the area it stands for.
/// </summary>
internal static class TileScaler
{
    private const int Channels = 3;

    /// <summary>The size at which a picture is shown inside a square of the given side.</summary>
    public static (int Width, int Height) Fit(int width, int height, int side)
    {
        int longest = Math.Max(width, height);
        if (longest <= side)
        {
            int factor = side / longest;
            return (width * factor, height * factor);
        }

        // A sliver keeps at least one row or column.
        return (Math.Max(1, Shrunk(width)), Math.Max(1, Shrunk(height)));

        int Shrunk(int length) => (int)((((long)length * side) + (longest / 2)) / longest);
    }

    /// <summary>A picture, <c>[height, width, 3]</c>, at the size that <see cref="Fit"/> gives for it.</summary>
    public static byte[] Scale(ReadOnlySpan<byte> rgb, int width, int height, int shownWidth, int shownHeight)
    {
        if (rgb.Length != (long)width * height * Channels)
        {
            throw new ArgumentException($"{rgb.Length} bytes cannot be {width}×{height} RGB pixels.", nameof(rgb));
        }

        return shownWidth >= width && shownHeight >= height
            ? Enlarge(rgb, width, shownWidth / width, shownWidth, shownHeight)
            : Average(rgb, width, height, shownWidth, shownHeight);
    }

    private static byte[] Enlarge(ReadOnlySpan<byte> rgb, int width, int factor, int shownWidth, int shownHeight)
    {
        byte[] shown = new byte[shownWidth * shownHeight * Channels];
        int at = 0;
        for (int y = 0; y < shownHeight; y++)
        {
            ReadOnlySpan<byte> row = rgb.Slice(y / factor * width * Channels, width * Channels);
            for (int x = 0; x < shownWidth; x++, at += Channels)
            {
                row.Slice(x / factor * Channels, Channels).CopyTo(shown.AsSpan(at));
            }
        }

        return shown;
    }

    private static byte[] Average(ReadOnlySpan<byte> rgb, int width, int height, int shownWidth, int shownHeight)
    {
        byte[] shown = new byte[shownWidth * shownHeight * Channels];
        Window[] rows = Windows(height, shownHeight);
        Window[] columns = Windows(width, shownWidth);
        long area = (long)width * height;
        int at = 0;
        foreach (Window row in rows)
        {
            foreach (Window column in columns)
            {
                (long r, long g, long b) = (0, 0, 0);
                for (int y = 0; y < row.Weights.Length; y++)
                {
                    int pixel = (((row.First + y) * width) + column.First) * Channels;
                    foreach (int weight in column.Weights)
                    {
                        long overlap = (long)row.Weights[y] * weight;
                        r += overlap * rgb[pixel];
                        g += overlap * rgb[pixel + 1];
                        b += overlap * rgb[pixel + 2];
                        pixel += Channels;
                    }
                }

                shown[at++] = Mean(r, area);
                shown[at++] = Mean(g, area);
                shown[at++] = Mean(b, area);
            }
        }

        return shown;
    }

    /// <summary>
    /// What each shown pixel covers along one axis. On a grid where a source pixel is <paramref name="shownLength"/>
    /// units long and a shown one <paramref name="length"/>, both have their edges at whole numbers; so every overlap
    /// is a whole number, the overlaps of a shown pixel add up to <paramref name="length"/>, and no weight is rounded.
    /// </summary>
    private static Window[] Windows(int length, int shownLength)
    {
        var windows = new Window[shownLength];
        for (int shown = 0; shown < shownLength; shown++)
        {
            long start = (long)shown * length;
            long end = start + length;
            int first = (int)(start / shownLength);
            int last = (int)((end - 1) / shownLength);
            int[] weights = new int[last - first + 1];
            for (int i = 0; i < weights.Length; i++)
            {
                long from = (long)(first + i) * shownLength;
                weights[i] = (int)(Math.Min(end, from + shownLength) - Math.Max(start, from));
            }

            windows[shown] = new Window(first, weights);
        }

        return windows;
    }

    private static byte Mean(long sum, long area) => (byte)((sum + (area / 2)) / area);

    /// <summary>The source pixels under a shown one, along one axis.</summary>
    private readonly record struct Window(int First, int[] Weights);
}
