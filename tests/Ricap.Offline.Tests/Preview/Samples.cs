using Ricap.Preview;

namespace Ricap.Tests.Preview;

/// <summary>Made-up pictures and tiles that are the same everywhere.</summary>
internal static class Samples
{
    /// <summary>Pixels without a pattern, out of our own generator: <see cref="Random"/> promises no sequence.</summary>
    public static byte[] Noise(int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        uint state = (uint)((width * 7919) + height);
        for (int i = 0; i < rgb.Length; i++)
        {
            state = (state * 1664525) + 1013904223;
            rgb[i] = (byte)(state >> 24);
        }

        return rgb;
    }

    /// <summary>A tile with a seam in the middle.</summary>
    public static SheetTile Tile(int width, int height, string title, params (string Class, double Share)[] label) =>
        new(width, height, Noise(width, height), title, label, TileSeams.Of([width / 2], [height / 2], width, height));

    /// <summary>Equal tiles, numbered.</summary>
    public static SheetTile[] Tiles(int count, int side) =>
        [.. Enumerable.Range(0, count).Select(i => Tile(side, side, $"#{i}", ("dress", 0.62), ("hat", 0.38)))];
}
