using System.Buffers;
using Ricap.Building.Base;
using Ricap.ImageFiles;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Preview.Drawing;
using Ricap.Reading;
using Ricap.Rendering;
using Ricap.Shards;

namespace Ricap.Reporting;

/// <summary>The pictures of a gallery: one sheet an epoch.</summary>
/// <param name="Codec">What the sheets are encoded as.</param>
/// <param name="Sheets">The encoded sheets, in the order of the report's epochs.</param>
internal sealed record ThumbnailSheets(ImageCodec Codec, IReadOnlyList<ReadOnlyMemory<byte>> Sheets)
{
    private const int Channels = 3;

    /// <summary>Sheets of up to this many raw bytes are kept to the pixel.</summary>
    private const long LosslessBytes = 4_000_000;

    /// <summary>The most that encoded sheets may take together; base64 adds a third.</summary>
    private const long MaxBytes = 4_500_000;

    /// <summary>Of these the first that is small enough: photographs fit at once, noise takes the last.</summary>
    private static readonly int[] Qualities = [90, 75, 50, 20, 1];

    /// <summary>Renders the samples of a gallery from the base shards.</summary>
    public static ThumbnailSheets Render(PlannedDataset dataset, ReportData data, CancellationToken cancellationToken)
    {
        using BaseRows rows = dataset.OpenBase();
        byte[][] sheets = new byte[data.Epochs.Count][];
        Parallel.For(
            0,
            sheets.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i => sheets[i] = DatasetReading.Guard(
                dataset.Folder, () => Draw(dataset, rows, dataset.Planner.Epoch(data.Epochs[i].Epoch), data.Gallery)));
        return Encode(sheets, data.Gallery.Thumbnails, cancellationToken);
    }

    private static byte[] Draw(PlannedDataset dataset, BaseRows rows, EpochPlan epoch, Gallery gallery)
    {
        (int width, int height) = (dataset.Options.Width, dataset.Options.Height);
        ThumbnailLayout layout = gallery.Thumbnails;
        var renderer = new SampleRenderer(rows, width, height, dataset.Options.Fill);
        byte[] sheet = new byte[Channels * layout.SheetWidth * layout.SheetHeight];
        byte[] sample = new byte[Channels * width * height];
        for (int i = 0; i < gallery.Indices.Count; i++)
        {
            renderer.RenderAlone(epoch.Sample(gallery.Indices[i]), sample);

            bool whole = (layout.Width, layout.Height) == (width, height);
            byte[] shown = whole ? sample : TileScaler.Scale(sample, width, height, layout.Width, layout.Height);
            layout.Place(i, shown, sheet);
        }

        return sheet;
    }

    private static ThumbnailSheets Encode(byte[][] sheets, ThumbnailLayout layout, CancellationToken cancellationToken)
    {
        if (sheets.Sum(sheet => (long)sheet.Length) <= LosslessBytes)
        {
            return Encode(sheets, layout, ImageCodec.WebP, cancellationToken);
        }

        return Qualities
            .Select(quality => Encode(sheets, layout, ImageCodec.Jpeg(quality), cancellationToken))
            .First(encoded => encoded.Sheets.Sum(sheet => (long)sheet.Length) <= MaxBytes
                || encoded.Codec.Quality == Qualities[^1]);
    }

    private static ThumbnailSheets Encode(
        byte[][] sheets, ThumbnailLayout layout, ImageCodec codec, CancellationToken cancellationToken)
    {
        var encoded = new ReadOnlyMemory<byte>[sheets.Length];
        Parallel.For(0, sheets.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var output = new ArrayBufferWriter<byte>();
            SampleEncoder.Create(codec).Encode(sheets[i], layout.SheetWidth, layout.SheetHeight, output);
            encoded[i] = output.WrittenMemory;
        });
        return new ThumbnailSheets(codec, encoded);
    }
}
