using System.Buffers;
using System.Globalization;
using Ricap.Building.Base;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Preview.Drawing;
using Ricap.Reading;

namespace Ricap.Preview.Animations;

/// <summary>
/// Makes the animated preview of a data set: batch after batch, and where several modes or mixes are asked for, the same
/// sources planned in each of them side by side.
/// </summary>
internal static class Animation
{
    /// <summary>Draws the frames and writes them as an animated PNG file, whole or not at all.</summary>
    /// <param name="datasetFolder">The data set's folder.</param>
    /// <param name="options">What to show.</param>
    /// <param name="outputPng">The file; its folder is made if need be.</param>
    /// <param name="cancellationToken">Ends it between samples.</param>
    /// <exception cref="RicapException">The data set is missing or damaged, or the file cannot be written.</exception>
    public static void Write(
        string datasetFolder, AnimationOptions options, string outputPng, CancellationToken cancellationToken = default)
    {
        var dataset = PlannedDataset.Open(Path.GetFullPath(datasetFolder));
        int firstEpoch = options.Epoch ?? dataset.Options.Epochs.Epochs[0];
        if ((long)firstEpoch + ((options.Frames - 1) / dataset.Planner.Batches) > EpochSet.MaxEpoch)
        {
            string message = $"{options.Frames} frames from epoch {firstEpoch} on go beyond the last there is, {EpochSet.MaxEpoch}";
            throw new RicapException(Problem.Error(ProblemCodes.InvalidOption, null, message));
        }

        var png = new ArrayBufferWriter<byte>();
        try
        {
            AnimationEncoder.Encode(Frames(dataset, options, firstEpoch, cancellationToken), options.Delay, png);
        }
        catch (ArgumentException e)
        {
            string message = $"the frames are too large, show fewer of them or fewer or smaller tiles: {e.Message}";
            throw new RicapException(Problem.Error(ProblemCodes.InvalidOption, null, message), e);
        }

        PreviewSheet.Save(png.WrittenMemory, outputPng);
    }

    /// <summary>Draws frames as they are asked for: a thousand large ones are more than fits into memory.</summary>
    private static IEnumerable<SheetImage> Frames(
        PlannedDataset dataset, AnimationOptions options, int firstEpoch, CancellationToken cancellationToken)
    {
        Planner[] planners =
        [
            .. options.Modes
                .DefaultIfEmpty(dataset.Options.Mode)
                .SelectMany(mode => options.Mixes
                    .DefaultIfEmpty(dataset.Options.Augment)
                    .Select(mix => dataset.Options.Plan with { Mode = mode, Augmentation = mix }))
                .Select(plan => new Planner(plan, dataset.Sources.Count)),
        ];
        options = options with { Count = Math.Min(options.Count, Math.Min(dataset.Options.Batch, dataset.Sources.Count)) };
        DatasetOptions set = dataset.Options;
        using BaseRows rows = dataset.OpenBase();
        var renderer = new TileRenderer(dataset, rows);

        // A class keeps its colour from frame to frame, so all of them are planned before the first is drawn.
        var palette = new Palette(dataset.Manifest.Classes, Planned().SelectMany(frame => frame.Epochs.SelectMany(
            epoch => Shown(epoch.Batch(frame.Batch)).Select(sample => renderer.Label(sample).Select(part => part.Class)))));
        var layout = new AnimationLayout(options, planners.Length, set.Width, set.Height, palette);
        foreach ((EpochPlan[] epochs, int batch) in Planned())
        {
            AnimationBlock[] blocks = [.. epochs.Select(epoch => Block(epoch.Batch(batch), epoch.Planner.Options))];
            yield return layout.Draw(Subheading(epochs[0], batch), blocks);
        }

        IEnumerable<(EpochPlan[] Epochs, int Batch)> Planned()
        {
            for (int frame = 0; frame < options.Frames; frame++)
            {
                (int later, int batch) = Math.DivRem(frame, planners[0].Batches);
                yield return ([.. planners.Select(planner => planner.Epoch(firstEpoch + later))], batch);
            }
        }

        IEnumerable<SamplePlan> Shown(BatchPlan batch)
        {
            for (int row = 0; row < Math.Min(options.Count, batch.Count); row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return batch[row];
            }
        }

        AnimationBlock Block(BatchPlan batch, PlanOptions plan)
        {
            SheetTile[] tiles = [.. Shown(batch).Select(sample => renderer.Render(batch, sample))];
            Augmentation augment = plan.Augmentation;
            return augment.IsPlain ? new AnimationBlock("not augmented", "", tiles)
                : options.Mixes.Count == 0 && augment.Equals(Augmentation.Ricap)
                ? new AnimationBlock($"mode {OptionTable.Spell(plan.Mode)}", Note(plan.Mode), tiles)
                : new AnimationBlock($"{augment}", augment.IsChoice ? $"one for each {OptionTable.Spell(plan.Choose)}" : augment.Shares[0].Kind.Help, tiles);
        }
    }

    private static string Subheading(EpochPlan epoch, int batch)
    {
        string beta = epoch.Beta is { } value ? string.Create(CultureInfo.InvariantCulture, $" · β {value:0.####}") : "";
        return $"epoch {epoch.Epoch} · batch {batch + 1} of {epoch.Planner.Batches}{beta}";
    }

    private static string Note(RandomnessMode mode) => mode switch
    {
        RandomnessMode.Paper => "one boundary and one set of crops a batch",
        RandomnessMode.Batch => "one boundary a batch, crops per sample",
        _ => "boundary and crops per sample",
    };
}
