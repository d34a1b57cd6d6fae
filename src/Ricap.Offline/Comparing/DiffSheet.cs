using System.Buffers;
using System.Globalization;
using Ricap.ImageFiles.Png;
using Ricap.Preview;
using Ricap.Preview.Drawing;

namespace Ricap.Comparing;

/// <summary>
/// Draws changed samples in threes: as A has it, as B has it, and where they differ. There, what is equal is a pale grey
/// of A, and what differs is <see cref="Mark"/>, the stronger the more; marks at the edges show the first pixel of it.
/// </summary>
internal static class DiffSheet
{
    private const int Channels = 3;
    private const int TileWidth = 128;
    private const int Threes = 2; // side by side

    private static readonly Colour Mark = new(0xC2, 0x18, 0x2B);

    /// <summary>The sheet as a PNG file.</summary>
    public static ReadOnlyMemory<byte> Draw(DatasetDiff diff)
    {
        SheetTile[] tiles = [.. diff.Samples.First.SelectMany(change => Three(change, diff.A.Classes, diff.B.Classes))];
        SheetImage sheet = ContactSheet.Draw(tiles, new SheetOptions(
            3 * Math.Clamp(diff.Samples.First.Count, 1, Threes), TileWidth, Heading(diff), Subheading(diff.Samples))
        {
            Classes = [.. diff.A.Classes, .. diff.B.Classes],
        });
        var png = new ArrayBufferWriter<byte>();
        new PngEncoder().Encode(sheet.Rgb, sheet.Width, sheet.Height, png);
        return png.WrittenMemory;
    }

    private static string Heading(DatasetDiff diff) =>
        diff.A.Name == diff.B.Name ? diff.A.Name : $"{diff.A.Name} and {diff.B.Name}";

    private static string Subheading(SampleChanges samples) => samples.Changed == 0
        ? "no sample differs"
        : string.Create(CultureInfo.InvariantCulture, $"{samples.Changed:N0} of {samples.Compared:N0} samples differ · the first {samples.First.Count:N0}: A, B, and where");

    private static IEnumerable<SheetTile> Three(
        SampleChange change, IReadOnlyList<string> classesA, IReadOnlyList<string> classesB) =>
    [
        SampleTile.Of(change.A, classesA, $"A {change.Id}"),
        SampleTile.Of(change.B, classesB, $"B {change.Id}"),
        Where(change),
    ];

    private static SheetTile Where(SampleChange change)
    {
        (int width, int height) = (change.A.Record.Width, change.A.Record.Height);
        if ((change.B.Record.Width, change.B.Record.Height) != (width, height))
        {
            return new SheetTile(1, 1, (byte[])[0xFF, 0xFF, 0xFF], "other size", [], TileSeams.None);
        }

        ReadOnlySpan<byte> a = change.A.Pixels.Span;
        ReadOnlySpan<byte> b = change.B.Pixels.Span;
        byte[] map = new byte[a.Length];
        for (int at = 0; at < a.Length; at += Channels)
        {
            int difference = Math.Max(Math.Abs(a[at] - b[at]), Math.Max(Math.Abs(a[at + 1] - b[at + 1]), Math.Abs(a[at + 2] - b[at + 2])));

            // A difference of one must be seen, too.
            int strength = difference == 0 ? 0 : 160 + (difference * 95 / 255);
            int grey = 192 + ((a[at] + a[at + 1] + a[at + 2]) / 16);
            (map[at], map[at + 1], map[at + 2]) = (Mix(grey, Mark.R, strength), Mix(grey, Mark.G, strength), Mix(grey, Mark.B, strength));
        }

        return change.Pixels switch
        {
            null => new SheetTile(width, height, map, "the same pixels", [], TileSeams.None),
            { Count: 1 } one => new SheetTile(width, height, map, "1 pixel", [], TileSeams.Of([one.X], [one.Y], width, height)),
            { } more => new SheetTile(
                width, height, map, string.Create(CultureInfo.InvariantCulture, $"{more.Count:N0} pixels"), [], TileSeams.Of([more.X], [more.Y], width, height)),
        };
    }

    private static byte Mix(int under, int over, int strength) => (byte)(((under * (255 - strength)) + (over * strength) + 127) / 255);
}
