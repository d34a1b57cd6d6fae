using System.Buffers;
using System.Globalization;
using Ricap.Building.Base;
using Ricap.Building.Output;
using Ricap.ImageFiles.Png;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Preview.Drawing;
using Ricap.Reading;

namespace Ricap.Preview;

/// <summary>
/// Makes the contact sheet of a data set. Samples are rendered from the base shards, so that epochs which were never
/// rendered can be looked at too, and no lossy codec comes between.
/// </summary>
internal static class PreviewSheet
{
    /// <summary>Draws a sheet and writes it as a PNG file, whole or not at all.</summary>
    /// <param name="datasetFolder">The data set's folder.</param>
    /// <param name="options">What to show.</param>
    /// <param name="outputPng">The file; its folder is made if need be.</param>
    /// <param name="cancellationToken">Ends it between samples.</param>
    /// <exception cref="RicapException">
    /// The data set is missing or damaged, has no such samples, or the file cannot be written.
    /// </exception>
    public static void Write(
        string datasetFolder, PreviewOptions options, string outputPng, CancellationToken cancellationToken = default)
    {
        Save(Draw(PlannedDataset.Open(Path.GetFullPath(datasetFolder)), options, cancellationToken), outputPng);
    }

    /// <summary>Writes a picture, whole or not at all; its folder is made if need be.</summary>
    /// <exception cref="RicapException">It cannot be written.</exception>
    public static void Save(ReadOnlyMemory<byte> png, string outputPng)
    {
        WholeFile.WriteWithFolder(Path.GetFullPath(outputPng), file => file.Write(png.Span));
    }

    private static ReadOnlyMemory<byte> Draw(PlannedDataset dataset, PreviewOptions options, CancellationToken cancellationToken)
    {
        long last = (long)options.First + options.Count - 1;
        last = options.MayBeFewer ? Math.Min(last, dataset.Sources.Count - 1) : last;
        dataset.RequireSamples(options.First, last);

        EpochPlan epoch = dataset.Planner.Epoch(options.Epoch ?? dataset.Options.Epochs.Epochs[0]);
        List<SheetTile> tiles = Tiles(dataset, epoch, options.First, (int)last, cancellationToken);
        string subheading = Subheading(dataset.Options, epoch);
        var sheet = new SheetOptions(options.Columns, options.TileWidth, dataset.Manifest.Name, subheading)
        {
            Classes = dataset.Manifest.Classes,
        };
        var png = new ArrayBufferWriter<byte>();
        try
        {
            SheetImage image = ContactSheet.Draw(tiles, sheet);
            new PngEncoder().Encode(image.Rgb, image.Width, image.Height, png);
        }
        catch (ArgumentException e)
        {
            string message = $"the sheet is too large, show fewer or smaller tiles: {e.Message}";
            throw new RicapException(Problem.Error(ProblemCodes.InvalidOption, null, message), e);
        }

        return png.WrittenMemory;
    }

    private static List<SheetTile> Tiles(
        PlannedDataset dataset, EpochPlan epoch, int first, int last, CancellationToken cancellationToken)
    {
        using BaseRows rows = dataset.OpenBase();
        var renderer = new TileRenderer(dataset, rows);
        var tiles = new List<SheetTile>();
        foreach ((BatchPlan batch, SamplePlan plan) in PlannedDataset.Samples(epoch, first, last))
        {
            cancellationToken.ThrowIfCancellationRequested();
            tiles.Add(renderer.Render(batch, plan));
        }

        return tiles;
    }

    /// <summary>What decides the look of the samples, set apart as the sheet breaks lines.</summary>
    private static string Subheading(DatasetOptions options, EpochPlan epoch)
    {
        var parts = new List<string> { $"epoch {epoch.Epoch}", $"{options.Width}×{options.Height}" };
        if (options.Augment.IsPlain)
        {
            parts.Add("not augmented");
            return string.Join(" · ", parts);
        }

        parts.AddRange(options.Augment.Equals(Augmentation.Ricap) ? [] : [$"{options.Augment}"]);
        parts.AddRange(epoch.Beta is { } beta ? [string.Create(CultureInfo.InvariantCulture, $"β {beta:0.####}")] : []);
        parts.AddRange(options.Augment.UsesMode ? [$"mode {OptionTable.Spell(options.Mode)}"] : []);
        parts.Add($"seed {options.Seed}");
        if (options.Flip)
        {
            parts.Add("flip horizontal");
        }

        if (options.Plan is { MaxShiftX: > 0 } or { MaxShiftY: > 0 })
        {
            parts.Add($"shift {options.Shift}");
        }

        return string.Join(" · ", parts);
    }
}
