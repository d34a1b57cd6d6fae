using Ricap.Options;
using Ricap.Planning;
using Ricap.Reporting;
using Ricap.Shards;

namespace Ricap.Train.Data;

/// <summary>Which epochs come out of shards.</summary>
/// <param name="rows">The images. Shards are read only if they are all of the data set's.</param>
/// <param name="source">Whether shards may be read, and whether anything else may.</param>
/// <param name="asked">How samples are made.</param>
/// <param name="mixUntil">The first epoch whose samples are flipped and shifted and no more; null for none.</param>
internal sealed class RenderedEpochs(RowSubset rows, DataSource source, DatasetOptions asked, int? mixUntil)
{
    private readonly RicapDataset _dataset = rows.Dataset;

    /// <summary>How samples of an epoch are made.</summary>
    public DatasetOptions OptionsOf(int epoch) =>
        epoch < (mixUntil ?? int.MaxValue) || asked.Augment.IsPlain ? asked : asked with { Augment = Augmentation.Baseline };

    /// <summary>An epoch's shards, if they hold what is asked for and may be used.</summary>
    /// <exception cref="RicapException">Shards are asked for, and the epoch was not rendered so.</exception>
    public ManifestEpoch? Find(int epoch)
    {
        if (source == DataSource.Online || !rows.IsWhole)
        {
            return null;
        }

        ManifestEpoch? rendered = _dataset.Manifest.Epochs.FirstOrDefault(e => e.Epoch == epoch);
        string[] other = rendered is null ? [] : [.. PlanDifference.Between(OptionsOf(epoch), _dataset.Options, epoch)];
        return rendered is not null && other.Length == 0 ? rendered
            : source == DataSource.Auto ? null
            : rendered is null ? throw NotRendered([epoch])
            : throw Refused($"epoch {epoch} was rendered otherwise ({string.Join("; ", other)}); render it so, or compose it with {new OptionName("source", "auto")}");
    }

    /// <summary>Refuses epochs if shards are asked for and one was not rendered so: before the first of them is read, not when its turn comes.</summary>
    /// <param name="first">The first epoch.</param>
    /// <param name="end">The one after the last.</param>
    /// <exception cref="RicapException">Shards are asked for, and an epoch was not rendered so.</exception>
    public void Require(int first, int end)
    {
        if (source != DataSource.Shards)
        {
            return;
        }

        int[] epochs = [.. Enumerable.Range(first, Math.Max(0, end - first))];
        if (epochs.Except(_dataset.Manifest.Epochs.Select(e => e.Epoch)).ToArray() is { Length: > 0 } missing)
        {
            throw NotRendered(missing);
        }

        Array.ForEach(epochs, epoch => Find(epoch));
    }

    private RicapException NotRendered(int[] missing)
    {
        int[] rendered = [.. _dataset.Manifest.Epochs.Select(e => e.Epoch).Order()];
        string it = missing.Length == 1 ? "it" : "them";
        return Refused($"{Were(missing)} not rendered, {Were(rendered)}; render {it}, or compose {it} with {new OptionName("source", "auto")}");
    }

    private RicapException Refused(FormattableString message) =>
        new(Problem.AboutOption(ProblemSeverity.Error, ProblemCodes.MissingFile, _dataset.Folder, message));

    /// <summary><c>epoch 2 was</c>, <c>epochs 0..1,4 were</c>, as <see cref="EpochSet"/> reads them.</summary>
    private static string Were(int[] epochs) => epochs switch
    {
        [] => "none was",
        [int one] => $"epoch {one} was",
        _ => $"epochs {string.Join(',', EpochRange.Of(epochs))} were",
    };
}
