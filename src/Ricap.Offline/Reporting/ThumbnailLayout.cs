using System.Text.Json.Serialization;
using Ricap.Preview.Drawing;

namespace Ricap.Reporting;

/// <summary>
/// How the pictures of an epoch lie on its sheet, row by row. Each has whole blocks of a JPEG to itself, so that no
/// picture shines through into the next.
/// </summary>
/// <param name="Width">Width of a picture in pixels.</param>
/// <param name="Height">Height of a picture in pixels.</param>
/// <param name="PitchX">Pixels from one picture to the next.</param>
/// <param name="PitchY">Pixels from one row of pictures to the next.</param>
/// <param name="Columns">Pictures in a row.</param>
/// <param name="Count">Pictures on a sheet.</param>
internal sealed record ThumbnailLayout(int Width, int Height, int PitchX, int PitchY, int Columns, int Count)
{
    // The most pixels and pictures on all sheets together: what keeps a report at a few megabytes.
    private const long MaxPixels = 5_000_000;
    private const int MaxPictures = 2400;

    private const int Channels = 3;
    private const int Block = 16;
    private const int SmallestSide = 32;

    private static readonly int[] Sides = [128, 96, 64, 48, SmallestSide];

    /// <summary>Width of a sheet in pixels.</summary>
    [JsonIgnore]
    public int SheetWidth => Columns * PitchX;

    /// <summary>Height of a sheet in pixels.</summary>
    [JsonIgnore]
    public int SheetHeight => (Count + Columns - 1) / Columns * PitchY;

    private long Pixels => (long)Count * PitchX * PitchY;

    /// <summary>The largest pictures of as many samples as asked for; of fewer where even the smallest are too many.</summary>
    /// <param name="width">Width of the samples.</param>
    /// <param name="height">Height of the samples.</param>
    /// <param name="epochs">How many epochs there are.</param>
    /// <param name="samples">How many samples of each there should be.</param>
    public static ThumbnailLayout For(int width, int height, int epochs, int samples)
    {
        int count = Math.Clamp(samples, 1, Math.Max(1, MaxPictures / epochs));
        return Sides
            .Select(side => Of(width, height, side, count))
            .FirstOrDefault(layout => layout.Pixels * epochs <= MaxPixels)
            ?? Of(width, height, SmallestSide, count);
    }

    /// <summary>Puts a picture on a sheet, and its last row and column beside it so that they encode well.</summary>
    /// <param name="number">Which of the sheet's pictures.</param>
    /// <param name="picture">Its pixels, [H,W,3].</param>
    /// <param name="sheet">The sheet's.</param>
    public void Place(int number, ReadOnlySpan<byte> picture, Span<byte> sheet)
    {
        int stride = SheetWidth * Channels;
        int corner = (number / Columns * PitchY * stride) + (number % Columns * PitchX * Channels);
        for (int y = 0; y < PitchY; y++)
        {
            ReadOnlySpan<byte> row = picture.Slice(Math.Min(y, Height - 1) * Width * Channels, Width * Channels);
            Span<byte> place = sheet.Slice(corner + (y * stride), PitchX * Channels);
            row.CopyTo(place);
            for (int x = Width; x < PitchX; x++)
            {
                row[^Channels..].CopyTo(place[(x * Channels)..]);
            }
        }
    }

    private static ThumbnailLayout Of(int width, int height, int side, int count)
    {
        // A small sample stays as it is: a browser enlarges it as well as we can.
        (int shownWidth, int shownHeight) = Math.Max(width, height) <= side
            ? (width, height)
            : TileScaler.Fit(width, height, side);
        (int pitchX, int pitchY) = (RoundUp(shownWidth), RoundUp(shownHeight));

        // About square, for a browser takes no picture that is very long.
        int columns = Math.Clamp((int)Math.Round(Math.Sqrt((double)count * pitchY / pitchX)), 1, count);
        return new ThumbnailLayout(shownWidth, shownHeight, pitchX, pitchY, columns, count);
    }

    private static int RoundUp(int length) => (length + Block - 1) / Block * Block;
}
