using System.Globalization;
using System.Text;

namespace Ricap.Train.Cli.Experiments;

/// <summary>The table for people.</summary>
internal static class ResultMarkdown
{
    /// <summary>Writes the page; it shows <c>results.png</c> beside it.</summary>
    public static string Write(ResultTable table, string command)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {table.Experiment.Title}\n\n```sh\n{command}\n```\n\n");
        page.Append("After the last epoch:\n\n");
        page.Append(CultureInfo.InvariantCulture, $"| condition | {table.Unit}s | top-1, % | error, % | difference to baseline [95 %] | test loss |\n");
        page.Append("| --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (ResultRow row in table.Rows)
        {
            string error = Spell.Of(row.Top1 is { } top ? top with { Mean = 1 - top.Mean } : null, Spell.Percent);
            page.Append(CultureInfo.InvariantCulture, $"| {Cell(row.Name)} | {Runs(row)} | {Spell.Of(row.Top1, Spell.Percent)} | {error} ")
                .Append(CultureInfo.InvariantCulture, $"| {Difference(table, row)} | {Spell.Of(row.Loss, Spell.Loss)} |\n");
        }

        page.Append("\n![Test accuracy by epoch](results.png)\n\n## Notes\n\n");
        foreach (string note in ResultNotes.Of(table))
        {
            page.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }

        if (table.Rows.All(row => row.Best is null))
        {
            return page.ToString();
        }

        page.Append("\n## Best epoch\n\nAfter the epoch that each run's validation picked, in which the test images had no part.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"| condition | test top-1 after the best epoch, % | best epoch by {(table.HasFolds ? "seed/fold" : "seed")} |\n| --- | ---: | --- |\n");
        foreach (ResultRow row in table.Rows)
        {
            string epochs = string.Join(", ", row.Good.Where(r => r.Outcome!.Best is not null).Select(Epoch));
            page.Append(CultureInfo.InvariantCulture, $"| {Cell(row.Name)} | {Spell.Of(row.Best, Spell.Percent)} | {(epochs.Length > 0 ? epochs : Spell.None)} |\n");
        }

        return page.ToString();
    }

    private static string Epoch(RunResult result) => string.Create(
        CultureInfo.InvariantCulture, $"{result.Run.Seed}{(result.Run.Fold is { } fold ? $"/{fold}" : "")}: {result.Outcome!.Best!.Epoch}");

    private static string Runs(ResultRow row) => row.Good.Count == row.Planned ? $"{row.Planned}" : $"{row.Good.Count} of {row.Planned}";

    private static string Difference(ResultTable table, ResultRow row) => row switch
    {
        _ when row.Name == table.Experiment.Baseline => "baseline",
        { Difference: { HalfWidth: { } half } d } =>
            $"{Spell.Points(d.Mean)} [{Spell.Points(d.Mean - half)}, {Spell.Points(d.Mean + half)}]{(d.Count < row.Good.Count ? $" ({d.Count} {table.Unit}s)" : "")}",
        { Difference: { } d } => $"{Spell.Points(d.Mean)} (one {table.Unit})",
        _ => Spell.None,
    };

    /// <summary>A name within a table: a bar would end the cell.</summary>
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
