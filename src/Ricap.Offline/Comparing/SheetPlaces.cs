using Ricap.ImageFiles.Png;

namespace Ricap.Comparing;

/// <summary>
/// Where the samples of a sheet are, noted in its file: so that whoever compares two sheets can name the sample, and the
/// place in it, rather than a place on the sheet.
/// </summary>
/// <remarks>One line a sample: <c>id x y width height factor</c>, the last being how many pixels a side one became.</remarks>
internal static class SheetPlaces
{
    private const int Channels = 3;

    private static ReadOnlySpan<byte> Keyword => "Ricap samples"u8;

    /// <summary>One sample on a sheet; all in pixels of the sheet.</summary>
    /// <param name="Id">The sample's id.</param>
    /// <param name="X">Its left edge.</param>
    /// <param name="Y">Its top edge.</param>
    /// <param name="Width">Its width.</param>
    /// <param name="Height">Its height.</param>
    /// <param name="Factor">How many pixels of the sheet a pixel of the sample is wide; 0 where the sample is shrunk.</param>
    internal sealed record Place(string Id, int X, int Y, int Width, int Height, int Factor);

    /// <summary>The file of a sheet with the places in it.</summary>
    public static byte[] Note(ReadOnlySpan<byte> png, IEnumerable<Place> places) => PngText.Add(
        png, Keyword, string.Join('\n', places.Select(p => $"{p.Id} {p.X} {p.Y} {p.Width} {p.Height} {p.Factor}")));

    /// <summary>What a file says; nothing if it is no such sheet.</summary>
    public static IReadOnlyList<Place> Read(ReadOnlySpan<byte> png)
    {
        var places = new List<Place>();
        foreach (string line in (PngText.Find(png, Keyword) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] part = line.Split(' ');
            int[] numbers = [.. part.Skip(1).Select(text => int.TryParse(text, out int number) ? number : -1)];
            if (numbers.Length != 5 || numbers.Min() < 0)
            {
                return [];
            }

            places.Add(new Place(part[0], numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]));
        }

        return places;
    }

    /// <summary>The first sample in which two sheets of one size differ, and how; null if they differ elsewhere only.</summary>
    public static string? Difference(IReadOnlyList<Place> places, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int width)
    {
        int height = a.Length / Channels / width;
        (string? first, int more) = (null, 0);
        foreach (Place place in places)
        {
            if (place.X + place.Width > width || place.Y + place.Height > height)
            {
                return null;
            }

            int step = Math.Max(1, place.Factor);
            if (PixelDifference.Between(Cut(a, place, width), Cut(b, place, width), place.Width / step) is { } difference)
            {
                more += first is null ? 0 : 1;
                first ??= $"{place.Id}: {difference}{(place.Factor == 0 ? " (of the sample as it is shown, shrunk)" : "")}";
            }
        }

        return more == 0 ? first : $"{first}; and {more} more of the samples shown";
    }

    private static byte[] Cut(ReadOnlySpan<byte> sheet, Place place, int width)
    {
        int step = Math.Max(1, place.Factor);
        byte[] rgb = new byte[place.Width / step * (place.Height / step) * Channels];
        int to = 0;
        for (int y = place.Y; y + step <= place.Y + place.Height; y += step)
        {
            for (int x = place.X; x + step <= place.X + place.Width; x += step, to += Channels)
            {
                sheet.Slice(((y * width) + x) * Channels, Channels).CopyTo(rgb.AsSpan(to));
            }
        }

        return rgb;
    }
}
