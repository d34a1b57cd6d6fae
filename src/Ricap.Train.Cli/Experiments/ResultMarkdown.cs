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
        page.Append("| condition | seeds | top-1, % | error, % | difference to baseline [95 %] | test loss |\n");
        page.Append("| --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (ResultRow row in table.Rows)
        {
            string error = Spell.Of(row.Top1 is { } top ? top with { Mean = 1 - top.Mean } : null, Spell.Percent);
            page.Append(CultureInfo.InvariantCulture, $"| {Cell(row.Name)} | {Seeds(row)} | {Spell.Of(row.Top1, Spell.Percent)} | {error} ")
                .Append(CultureInfo.InvariantCulture, $"| {Difference(table, row)} | {Spell.Of(row.Loss, Spell.Loss)} |\n");
        }

        page.Append("\n![Test accuracy by epoch](results.png)\n\n## Notes\n\n");
        foreach (string note in ResultNotes.Of(table))
        {
            page.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }

        page.Append("\n## Best epoch\n\nOptimistic: the epoch was picked by the accuracy on the test images themselves.\n\n");
        page.Append("| condition | top-1 after the best epoch, % | best epoch by seed |\n| --- | ---: | --- |\n");
        foreach (ResultRow row in table.Rows)
        {
            string epochs = string.Join(", ", row.Good.Select(r => $"{r.Run.Seed}: {ResultTable.BestOf(r.Outcome!).Epoch?.ToString(CultureInfo.InvariantCulture) ?? "last"}"));
            page.Append(CultureInfo.InvariantCulture, $"| {Cell(row.Name)} | {Spell.Of(row.Best, Spell.Percent)} | {(epochs.Length > 0 ? epochs : Spell.None)} |\n");
        }

        return page.ToString();
    }

    private static string Seeds(ResultRow row) => row.Good.Count == row.Planned ? $"{row.Planned}" : $"{row.Good.Count} of {row.Planned}";

    private static string Difference(ResultTable table, ResultRow row) => row switch
    {
        _ when row.Name == table.Experiment.Baseline => "baseline",
        { Difference: { HalfWidth: { } half } d } =>
            $"{Spell.Points(d.Mean)} [{Spell.Points(d.Mean - half)}, {Spell.Points(d.Mean + half)}]{(d.Count < row.Good.Count ? $" ({d.Count} seeds)" : "")}",
        { Difference: { } d } => $"{Spell.Points(d.Mean)} (one seed)",
        _ => Spell.None,
    };

    /// <summary>A name within a table: a bar would end the cell.</summary>
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
