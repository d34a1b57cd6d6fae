using System.Text.Json;

namespace Ricap.Tests.EndToEnd;

/// <summary>
/// A sample pixel by pixel from its record and the fitted sources, as slow and as plain as the format document says it.
/// </summary>
internal static class Composer
{
    public static byte[] Compose(RenderedSet set, JsonElement record, string fill)
    {
        byte[] sample = new byte[3 * set.Width * set.Height];
        for (int y = 0; y < set.Height; y++)
        {
            for (int x = 0; x < set.Width; x++)
            {
                JsonElement patch = Assert.Single(record.GetProperty("patches").EnumerateArray(), p => Covers(p, x, y));
                Pixel(set, patch, x, y, fill).CopyTo(sample, 3 * ((y * set.Width) + x));
            }
        }

        return sample;
    }

    private static bool Covers(JsonElement patch, int x, int y)
    {
        (int dx, int dy) = (x - Int(patch, "at", "x"), y - Int(patch, "at", "y"));
        return dx >= 0 && dy >= 0 && dx < Int(patch, "crop", "w") && dy < Int(patch, "crop", "h");
    }

    private static byte[] Pixel(RenderedSet set, JsonElement patch, int x, int y, string fill)
    {
        // In the augmented source A, then in the source F before the shift.
        int left = x - Int(patch, "at", "x") + Int(patch, "crop", "x") - Int(patch, "shift", "x");
        int top = y - Int(patch, "at", "y") + Int(patch, "crop", "y") - Int(patch, "shift", "y");
        bool outside = left < 0 || left >= set.Width || top < 0 || top >= set.Height;
        if (outside && fill.StartsWith("constant:", StringComparison.Ordinal))
        {
            return Convert.FromHexString(fill[9..]);
        }

        left = Inside(left, set.Width, fill);
        top = Inside(top, set.Height, fill);
        left = patch.GetProperty("flip").GetBoolean() ? set.Width - 1 - left : left;
        return set.Source(patch.GetProperty("index").GetInt32()).AsSpan(3 * ((top * set.Width) + left), 3).ToArray();
    }

    /// <summary>Walks back into 0..length − 1, a mirror at each edge pixel or a stop there.</summary>
    private static int Inside(int at, int length, string fill)
    {
        if (fill == "nearest" || length == 1)
        {
            return Math.Clamp(at, 0, length - 1);
        }

        while (at < 0 || at >= length)
        {
            at = at < 0 ? -at : (2 * (length - 1)) - at;
        }

        return at;
    }

    private static int Int(JsonElement patch, string of, string name) => patch.GetProperty(of).GetProperty(name).GetInt32();
}
