using System.Globalization;

namespace Ricap.Comparing;

/// <summary>A difference for people, as lines: <c>+</c> is of B alone, <c>-</c> of A alone, <c>~</c> differs.</summary>
internal static class DiffText
{
    /// <summary>How many classes, sources or shards are named before the rest is counted.</summary>
    private const int Named = 8;

    /// <summary>The lines, without ends.</summary>
    public static IEnumerable<string> Of(DatasetDiff diff) => diff.Equal
        ? Heading(diff).Append("equal")
        : Heading(diff)
            .Concat(Section("options", [.. diff.Options.Select(o => $"~ {o.Name}: {o.A ?? "none"} -> {o.B ?? "none"}")], int.MaxValue))
            .Concat(Section("classes", Classes(diff.Classes), Named))
            .Concat(Section("sources", [.. diff.Sources.Select(Source)], Named))
            .Concat(Section("epochs", [.. diff.Epochs.Select(Epoch)], Named))
            .Concat(Section(string.Create(CultureInfo.InvariantCulture, $"shards: {diff.Shards.Changed.Count:N0} of {diff.Shards.Compared:N0} differ"), [.. diff.Shards.Changed.Select(Shard)], Named))
            .Concat(Samples(diff.Samples));

    /// <summary>What became of a sample in one line.</summary>
    public static string Pixels(SampleChange change) =>
        change.Pixels?.ToString() ?? (change.Plan.Any(field => field.Field == "size") ? "another size" : "the same pixels");

    private static IEnumerable<string> Heading(DatasetDiff diff) => [Side("A", diff.A), Side("B", diff.B)];

    private static string Side(string letter, DiffSide side) =>
        string.Create(CultureInfo.InvariantCulture, $"{letter}  {side.Folder}: '{side.Name}', {Counted.Of(side.Samples, "sample")} an epoch, epochs: {side.Epochs:N0}");

    private static IEnumerable<string> Section(string title, List<string> lines, int named)
    {
        if (lines.Count == 0)
        {
            yield break;
        }

        yield return title;
        foreach (string line in lines.Take(named))
        {
            yield return $"  {line}";
        }

        if (lines.Count > named)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  and {lines.Count - named:N0} more; --json names all");
        }
    }

    private static List<string> Classes(ClassChanges classes) =>
    [
        .. classes.Added.Select(name => $"+ {name}"),
        .. classes.Removed.Select(name => $"- {name}"),
        .. classes.Renumbered ? (string[])["~ classes of both have other numbers"] : [],
    ];

    private static string Source(SourceChange source) => source.Kind switch
    {
        SourceChangeKind.Added => $"+ {source.Path}",
        SourceChangeKind.Removed => $"- {source.Path}",
        SourceChangeKind.Content => $"~ {source.Path}: other content",
        _ => $"~ {source.Path}: {source.A} -> {source.B}",
    };

    private static string Epoch(EpochChange epoch) => epoch switch
    {
        { InA: false } => $"+ {epoch.Epoch}",
        { InB: false } => $"- {epoch.Epoch}",
        _ when epoch.BetaA == epoch.BetaB => $"~ {epoch.Epoch}: other boundary tables",
        _ => $"~ {epoch.Epoch}: β {Beta(epoch.BetaA)} -> {Beta(epoch.BetaB)}",
    };

    private static string Beta(double? beta) => beta?.ToString("R", CultureInfo.InvariantCulture) ?? "none";

    private static string Shard(ShardChange shard)
    {
        if (!shard.InA || !shard.InB)
        {
            return $"{(shard.InA ? '-' : '+')} {shard.Path}";
        }

        string[] what =
        [
            .. shard.Key ? (string[])["made from something else"] : [],
            .. shard.Pixels ? (string[])["other pixels"] : [],
            .. shard.Files ? (string[])["other bytes"] : [],
        ];
        return $"~ {shard.Path}: {string.Join(", ", what)}";
    }

    private static IEnumerable<string> Samples(SampleChanges samples)
    {
        if (samples is { Compared: 0, OnlyInA: 0, OnlyInB: 0 })
        {
            yield break;
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"samples: {samples.Changed:N0} of {samples.Compared:N0} read differ, {samples.Plans:N0} in their plan, {samples.Pixels:N0} in their pixels");
        if (samples.OnlyInA + samples.OnlyInB > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {samples.OnlyInA:N0} ids are of A alone, {samples.OnlyInB:N0} of B");
        }

        foreach (SampleChange change in samples.First)
        {
            yield return $"  ~ {change.Id}: {Pixels(change)}";
            foreach (FieldChange field in change.Plan)
            {
                yield return $"      {field.Field}: {field.A} -> {field.B}";
            }
        }

        if (samples.Changed > samples.First.Count)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  and {samples.Changed - samples.First.Count:N0} more; --count names more");
        }
    }
}
