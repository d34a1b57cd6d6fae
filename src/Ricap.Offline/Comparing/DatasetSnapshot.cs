using System.Buffers;
using Ricap.ImageFiles.Png;
using Ricap.Preview;
using Ricap.Preview.Drawing;
using Ricap.Reading;
using Ricap.Shards;
using Ricap.Shards.Text;

namespace Ricap.Comparing;

/// <summary>
/// A data set as snapshot tests pin it: two texts and a picture that are the same on every machine and change only when
/// a trainer would read something else.
/// </summary>
public static class DatasetSnapshot
{
    private const int SmallestTile = 96;
    private const int LargestTile = 256;

    /// <summary>
    /// The manifest without what may change while samples stay the same: the lengths and hashes of files, which follow the
    /// encoder, and the keys of shards, which follow the tool. Hashes of pixels stay.
    /// </summary>
    /// <returns>JSON, a line for each option, class and shard.</returns>
    public static string Manifest(DatasetManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return ManifestSnapshot.Of(manifest);
    }

    /// <summary>Stored samples: the hash of their pixels and their records.</summary>
    /// <returns>A JSON array, one sample a line.</returns>
    public static string Samples(IEnumerable<StoredSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var output = new ArrayBufferWriter<byte>();
        var lines = new JsonArrayWriter(output);
        foreach (StoredSample sample in samples)
        {
            lines.Next();
            output.Write("{\"pixels\":"u8);
            output.WriteString(System.Text.Encoding.UTF8.GetBytes(HashText.Of(Hash128.Of(sample.Pixels.Span))));
            output.Write(",\"record\":"u8);
            output.Write(sample.Json.Span);
            output.Write("}"u8);
        }

        lines.End();
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>
    /// Stored samples on a contact sheet, every pixel of them, unless they are larger than 256 pixels; the file notes where
    /// each sample is.
    /// </summary>
    /// <param name="samples">The samples.</param>
    /// <param name="classes">The classes of their data set.</param>
    /// <returns>A PNG file.</returns>
    public static byte[] Sheet(IEnumerable<StoredSample> samples, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(samples);
        SheetTile[] tiles = [.. samples.Select(sample => SampleTile.Of(sample, classes, sample.Record.Id))];
        int side = tiles.Select(tile => Math.Max(tile.Width, tile.Height)).DefaultIfEmpty().Max();
        var options = new SheetOptions(Columns: 0, Math.Clamp(side, SmallestTile, LargestTile), Heading: "", Subheading: "")
        {
            Classes = classes,
        };
        SheetImage sheet = ContactSheet.Draw(tiles, options);
        var png = new ArrayBufferWriter<byte>();
        new PngEncoder().Encode(sheet.Rgb, sheet.Width, sheet.Height, png);
        return SheetPlaces.Note(png.WrittenSpan, ContactSheet.Pictures(tiles, options).Zip(tiles, PlaceOf));
    }

    /// <summary>What two PNG files show otherwise, in one line that names the first pixel; null if the pictures are equal.</summary>
    /// <param name="expected">The one file.</param>
    /// <param name="actual">The other.</param>
    /// <remarks>
    /// Files of equal pixels are equal here whatever their bytes, except for animations, of which only the first frame is
    /// decoded. Pixels that are not opaque are compared as they show on white and on black. A broken file equals none. On
    /// sheets the sample is named, and the pixel is the sample's.
    /// </remarks>
    public static string? Difference(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) => PngDifference.Between(expected, actual);

    private static SheetPlaces.Place PlaceOf(SheetArea area, SheetTile tile) =>
        new(tile.Title, area.X, area.Y, area.Width, area.Height, area.Width / tile.Width);
}
