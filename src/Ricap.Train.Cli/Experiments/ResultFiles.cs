using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Train.Recording;

namespace Ricap.Train.Cli.Experiments;

/// <summary>Writes what an experiment found: <c>results.md</c>, <c>.json</c>, <c>.csv</c> and <c>.png</c>.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes all four, each whole or not at all.</summary>
    /// <param name="table">The figures.</param>
    /// <param name="command">The command line that made them.</param>
    /// <param name="folder">The experiment's folder, which exists.</param>
    /// <exception cref="RicapException">One cannot be written.</exception>
    public static void Write(ResultTable table, string command, string folder)
    {
        Text("results.csv", Csv(table));
        OutputFile.Write(Path.Combine(folder, "results.json"), JsonSerializer.SerializeToUtf8Bytes(Shape(table, command), Json));
        OutputFile.Write(Path.Combine(folder, "results.png"), ResultPlot.Png(table));
        Text("results.md", ResultMarkdown.Write(table, command));

        void Text(string name, string text) =>
            OutputFile.Write(Path.Combine(folder, name), System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>One line a run: figures as the shortest text that reads back as the same double, shares 0..1.</summary>
    public static string Csv(ResultTable table)
    {
        var csv = new StringBuilder("condition,seed,status,top1,top5,loss,test_samples,best_top1,best_epoch\n");
        foreach (RunResult result in table.Results)
        {
            string[] figures = result is { IsGood: true, Outcome: { } o }
                ? [Real(o.TestTop1), Real(o.TestTop5), Real(o.TestLoss), $"{o.TestSamples}", Real(ResultTable.BestOf(o).Top1), $"{ResultTable.BestOf(o).Epoch}"]
                : ["", "", "", "", "", ""];
            csv.AppendJoin(',', [Field(result.Run.Condition.Name), $"{result.Run.Seed}", Status(result), .. figures]).Append('\n');
        }

        return csv.ToString();
    }

    private static object Shape(ResultTable table, string command) => new
    {
        table.Experiment.Name,
        table.Experiment.Title,
        Command = command,
        table.Experiment.Baseline,
        Summary.Confidence,
        Conditions = table.Rows.Select(row => new
        {
            row.Name,
            Seeds = row.Good.Select(r => r.Run.Seed),
            Final = new { Top1 = Interval(row.Top1), Top5 = Interval(row.Top5), Loss = Interval(row.Loss), Top1Difference = Interval(row.Difference) },
            BestEpochOptimistic = new { Top1 = Interval(row.Best) },
            Curve = ResultTable.Curve(row).Select(p => new { p.Epoch, Top1 = Interval(p.Top1) }),
        }),
        Runs = table.Results.Select(r => new
        {
            Condition = r.Run.Condition.Name,
            r.Run.Seed,
            Status = Status(r),
            Failure = r.Failure is { } f ? $"{f.Code}: {f.Message}" : null,
            r.Outcome,
        }),
    };

    private static Bounds? Interval(Summary? summary) => summary is null
        ? null
        : new Bounds(summary.Count, summary.Mean, summary.Mean - summary.HalfWidth, summary.Mean + summary.HalfWidth);

    private static string Status(RunResult result) => result switch
    {
        { IsGood: true } => "finished",
        { Failure: not null } => "failed",
        { Outcome: not null } => "diverged",
        _ => "not run",
    };

    private static string Real(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A mean with its interval, which one value has not.</summary>
    private sealed record Bounds(
        int Count,
        double Mean,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Low,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? High);
}
