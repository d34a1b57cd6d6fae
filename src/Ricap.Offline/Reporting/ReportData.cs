using System.Globalization;
using System.Text.Json;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Preview.Drawing;
using Ricap.Reading;
using Ricap.Shards;

namespace Ricap.Reporting;

/// <summary>
/// All that a report tells of a data set, as values: what the page draws, and what tests pin. Statistics are of every
/// sample of its epochs, whose plans cost next to nothing; no pixel is looked at.
/// </summary>
internal sealed record ReportData
{
    /// <summary>The data set's name.</summary>
    public required string Name { get; init; }

    /// <summary>Width of the samples.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the samples.</summary>
    public required int Height { get; init; }

    /// <summary>Samples an epoch, and sources.</summary>
    public required int Samples { get; init; }

    /// <summary>Images that were found and left out, since they cannot be decoded.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Whether the samples of a batch share their boundary.</summary>
    public required bool SharedBoundaries { get; init; }

    /// <summary>The options as the manifest spells them.</summary>
    public required IReadOnlyList<ReportOption> Options { get; init; }

    /// <summary>β over the epochs; null if the samples are whole sources and not patched together.</summary>
    public required ScheduleCurve? Schedule { get; init; }

    /// <summary>Whether the mode decides what is drawn.</summary>
    public required bool UsesMode { get; init; }

    /// <summary>What makes the samples.</summary>
    public required IReadOnlyList<ReportMix> Mixes { get; init; }

    /// <summary>The rendered epochs, as ranges with both ends.</summary>
    public required IReadOnlyList<EpochRange> Rendered { get; init; }

    /// <summary>First boundaries of the bins of x.</summary>
    public required IReadOnlyList<int> BinsX { get; init; }

    /// <summary>First boundaries of the bins of y.</summary>
    public required IReadOnlyList<int> BinsY { get; init; }

    /// <summary>The epochs that the report tells of.</summary>
    public required IReadOnlyList<EpochStatistics> Epochs { get; init; }

    /// <summary>The classes.</summary>
    public required IReadOnlyList<ClassStatistics> Classes { get; init; }

    /// <summary>The samples with pictures.</summary>
    public required Gallery Gallery { get; init; }

    /// <summary>Plans and counts.</summary>
    /// <exception cref="RicapException">An epoch that was asked for is not rendered.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static ReportData Collect(
        PlannedDataset dataset, ReportOptions options, CancellationToken cancellationToken = default)
    {
        int[] rendered = [.. dataset.Manifest.Epochs.Select(epoch => epoch.Epoch)];
        EpochPlan[] epochs = [.. Chosen(dataset, rendered, options).Select(dataset.Planner.Epoch)];
        var x = new BoundaryBins(dataset.Options.Width);
        var y = new BoundaryBins(dataset.Options.Height);
        EpochTally total = NewTally(dataset, x, y);
        EpochStatistics[] statistics =
            [.. epochs.Select(epoch => EpochStatistics.Collect(dataset, epoch, x, y, total, cancellationToken))];
        var gallery = Gallery.Of(dataset, epochs, options.Samples);
        IReadOnlyList<string> classes = dataset.Manifest.Classes;
        var palette = new Palette(classes, gallery.Labels.Select(label => label.Select(part => classes[part.Class])));
        return new ReportData
        {
            Name = dataset.Manifest.Name,
            Width = dataset.Options.Width,
            Height = dataset.Options.Height,
            Samples = dataset.Sources.Count,
            LeftOut = dataset.Manifest.Skipped.Count,
            SharedBoundaries = dataset.Options.Mode != RandomnessMode.Sample,
            Options = [.. dataset.Manifest.Options.Select(ReportOption.Of)],
            Schedule = dataset.Options.Augment.HasPatches
                ? ScheduleCurve.Of(dataset.Options.Schedule, [.. epochs.Select(epoch => epoch.Epoch)], rendered[^1])
                : null,
            UsesMode = dataset.Options.Augment.UsesMode,
            Mixes = [.. Enumerable.Range(0, dataset.Options.Augment.Shares.Count).Select(i => ReportMix.Of(dataset.Options.Augment, i))],
            Rendered = EpochRange.Of(rendered),
            BinsX = x.Starts,
            BinsY = y.Starts,
            Epochs = statistics,
            Classes = ClassStatistics.Of(dataset, total.Mass, palette),
            Gallery = gallery.Painted(palette, classes),
        };
    }

    /// <summary>The data as JSON that may stand in a page's script element.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Page.ReportData);

    /// <summary>A tally for epochs of a data set.</summary>
    public static EpochTally NewTally(PlannedDataset dataset, BoundaryBins x, BoundaryBins y)
    {
        DatasetOptions options = dataset.Options;
        string[] mixes = [.. options.Augment.Shares.Select(share => share.Kind.Name)];
        return new EpochTally(x, y, dataset.Manifest.Classes.Count, mixes, options.Width * options.Height);
    }

    private static IEnumerable<int> Chosen(PlannedDataset dataset, int[] rendered, ReportOptions options)
    {
        IReadOnlyList<int> epochs = options.Epochs?.Epochs ?? rendered;
        if (epochs.Except(rendered).Order().ToArray() is { Length: > 0 } missing)
        {
            string ranges = string.Join(", ", EpochRange.Of(rendered));
            throw new RicapException(Problem.Error(
                ProblemCodes.InvalidOption, dataset.Folder, $"has no epoch {missing[0]}; rendered: {ranges}"));
        }

        return EvenChoice.Of(epochs.Count, ReportOptions.MaxEpochs).Select(i => epochs[i]);
    }
}

/// <summary>A mix, what it makes, and its chance.</summary>
internal sealed record ReportMix(string Name, string Help, double Chance)
{
    /// <summary>One of the mixes of an augmentation.</summary>
    public static ReportMix Of(Augmentation augmentation, int share)
    {
        MixKind kind = augmentation.Shares[share].Kind;
        return new ReportMix(kind.Name, kind.Help, Share.Rounded(augmentation.Chance(share)));
    }
}

/// <summary>An option and its value.</summary>
internal sealed record ReportOption(string Name, string Value)
{
    /// <summary>An option of the manifest. Numbers are text too: a page would round a seed of 2^64 − 1.</summary>
    public static ReportOption Of(ManifestOption option) =>
        new(option.Name, option.Text ?? option.Number.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Epochs that follow one another.</summary>
internal readonly record struct EpochRange(int First, int Last)
{
    /// <summary>The ranges that make up ascending epochs.</summary>
    public static IReadOnlyList<EpochRange> Of(IReadOnlyList<int> epochs)
    {
        var ranges = new List<EpochRange>();
        foreach (int epoch in epochs)
        {
            if (ranges is [.., var open] && open.Last == epoch - 1)
            {
                ranges[^1] = open with { Last = epoch };
            }
            else
            {
                ranges.Add(new EpochRange(epoch, epoch));
            }
        }

        return ranges;
    }

    public override string ToString() => First == Last ? $"{First}" : $"{First}..{Last}";
}
