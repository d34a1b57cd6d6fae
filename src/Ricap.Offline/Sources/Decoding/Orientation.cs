namespace Ricap.Sources.Decoding;

/// <summary>
/// Turns an image upright by the orientation that the EXIF data of a JPEG, PNG or WebP name.
/// </summary>
internal static class Orientation
{
    /// <summary>The value that says the image is upright already.</summary>
    public const int Upright = 1;

    /// <summary>The largest value there is.</summary>
    public const int Last = 8;

    /// <summary>
    /// The upright form of <paramref name="image"/>, which is disposed where a new one takes its place.
    /// </summary>
    /// <param name="image">The pixels as they were stored.</param>
    /// <param name="exif">The EXIF value, 1 to 8; anything else counts as upright.</param>
    public static PixelBuffer Apply(PixelBuffer image, int exif)
    {
        if (exif is <= Upright or > Last)
        {
            return image;
        }

        (int width, int height) = (image.Width, image.Height);

        // The stored pixel that comes first when upright, and the way from it one pixel right and one pixel down.
        int right = width - 1;
        int bottom = (height - 1) * width;
        (int first, int across, int down) = exif switch
        {
            2 => (right, -1, width),
            3 => (right + bottom, -1, -width),
            4 => (bottom, 1, -width),
            5 => (0, width, 1),
            6 => (bottom, -width, 1),
            7 => (right + bottom, -width, -1),
            _ => (right, width, -1),
        };

        bool turned = exif >= 5;
        var upright = new PixelBuffer(turned ? height : width, turned ? width : height);
        ReadOnlySpan<uint> from = image.Pixels;
        Span<uint> to = upright.Pixels;
        for (int y = 0; y < upright.Height; y++)
        {
            int at = first + (y * down);
            Span<uint> row = to.Slice(y * upright.Width, upright.Width);
            for (int x = 0; x < row.Length; x++, at += across)
            {
                row[x] = from[at];
            }
        }

        image.Dispose();
        return upright;
    }
}
