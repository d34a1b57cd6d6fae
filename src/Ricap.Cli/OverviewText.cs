using System.Globalization;
using Ricap.CommandLine;
using Spectre.Console;

namespace Ricap.Cli;

/// <summary>An overview for people: tables on a terminal, aligned text elsewhere, with the same cells in both.</summary>
internal static class OverviewText
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>Prints an overview.</summary>
    public static void Write(Overview overview, CommandContext context)
    {
        List<Grid> grids = Grids(overview);
        if (context.OutIsTerminal)
        {
            IAnsiConsole terminal = Terminal.Open(context.Out);
            grids.ForEach(grid => terminal.Write(AsTable(grid)));
        }
        else
        {
            context.Out.WriteLine(string.Join($"{Environment.NewLine}{Environment.NewLine}", grids.Select(AsText)));
        }
    }

    /// <summary>A number of bytes in its unit, e.g. <c>112.3 MB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= 1000; unit++)
        {
            value /= 1000;
        }

        return unit == 0 ? $"{bytes} B" : string.Create(CultureInfo.InvariantCulture, $"{value:F1} {Units[unit]}");
    }

    private static List<Grid> Grids(Overview overview)
    {
        var grids = new List<Grid>
        {
            new("data set", [], [.. Facts(overview)], RightFrom: int.MaxValue),
            new(
                "classes",
                ["#", "class", "sources"],
                [.. overview.Classes.Select(c => (string[])[$"{c.Index}", SafeText.OneLine(c.Name), string.Create(CultureInfo.InvariantCulture, $"{c.Sources:N0}")])],
                RightFrom: 2),
            new(
                "epochs",
                ["epoch", "β", "samples", "shards", "bytes"],
                [.. overview.Epochs.Select(EpochRow)],
                RightFrom: 0),
        };
        if (overview.Skipped.Count > 0)
        {
            grids.Add(new Grid(
                "left out",
                ["image", "why"],
                [.. overview.Skipped.Select(SkipRow)],
                RightFrom: int.MaxValue));
        }

        return grids;
    }

    private static string[] EpochRow(OverviewEpoch epoch) =>
    [
        $"{epoch.Epoch}",
        epoch.Beta is { } beta ? string.Create(CultureInfo.InvariantCulture, $"{beta:0.######}") : "-",
        string.Create(CultureInfo.InvariantCulture, $"{epoch.Samples:N0}"),
        string.Create(CultureInfo.InvariantCulture, $"{epoch.Shards:N0}"),
        Bytes(epoch.Bytes),
    ];

    private static string[] SkipRow(OverviewSkip skip) =>
        [SafeText.OneLine(skip.Path), SafeText.OneLine($"{skip.Code}: {skip.Message}")];

    private static IEnumerable<string[]> Facts(Overview overview)
    {
        yield return ["name", SafeText.OneLine(overview.Name)];
        yield return ["folder", SafeText.OneLine(overview.Folder)];
        yield return ["samples", string.Create(CultureInfo.InvariantCulture, $"{overview.Samples:N0} an epoch, {overview.Width}x{overview.Height}")];
        yield return ["epochs", string.Create(CultureInfo.InvariantCulture, $"{overview.Epochs.Count:N0} rendered, {Counted.Of(overview.Epochs.Sum(e => e.Shards), "shard")}")];
        yield return ["classes", string.Create(CultureInfo.InvariantCulture, $"{overview.Classes.Count:N0}")];
        string sources = $"{Bytes(overview.Base.Bytes)} in {Counted.Of(overview.Base.Shards, "base shard")}";
        yield return ["on disk", $"{Bytes(overview.Bytes)}, of which sources {sources}"];
        yield return ["left out", Counted.Of(overview.Skipped.Count, "image")];
        foreach ((string name, object value) in overview.Options.Where(o => o.Key is not ("width" or "height")))
        {
            yield return [name, SafeText.OneLine($"{value}")];
        }
    }

    /// <summary>Cells are texts and never markup: names of classes and files may hold brackets.</summary>
    private static Table AsTable(Grid grid)
    {
        Table table = new Table().RoundedBorder().BorderColor(Color.Grey);
        table.Title(grid.Title, new Style(decoration: Decoration.Bold));
        int columns = grid.Rows.FirstOrDefault()?.Length ?? grid.Header.Length;
        for (int i = 0; i < columns; i++)
        {
            var column = new TableColumn(new Text(grid.Header.ElementAtOrDefault(i) ?? "", new Style(Color.Grey)));
            table.AddColumn(i >= grid.RightFrom ? column.RightAligned() : column);
        }

        table.ShowHeaders = grid.Header.Length > 0;
        foreach (string[] row in grid.Rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }

    private static string AsText(Grid grid)
    {
        string[][] rows = grid.Header.Length > 0 ? [grid.Header, .. grid.Rows] : grid.Rows;
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i].Length))];
        IEnumerable<string> lines = rows.Select(row => string.Join(
            "  ", row.Select((cell, i) => i >= grid.RightFrom ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
        return string.Join(Environment.NewLine, lines.Prepend($"{grid.Title}:").Select((line, i) => i == 0 ? line : $"  {line}"));
    }

    /// <summary>Rows of cells; those from a column on are numbers.</summary>
    private sealed record Grid(string Title, string[] Header, string[][] Rows, int RightFrom);
}
