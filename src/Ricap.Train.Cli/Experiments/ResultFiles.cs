using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Building.Output;

namespace Ricap.Train.Cli.Experiments;

/// <summary>Writes what an experiment found: <c>results.md</c>, <c>.json</c>, <c>.csv</c> and <c>.png</c>.</summary>
internal static class ResultFiles
{
    /// <summary>Writes all four, each whole or not at all.</summary>
    /// <exception cref="RicapException">One cannot be written.</exception>
    public static void Write(ResultTable table, string command, string folder)
    {
        Text("results.csv", Csv(table));
        WholeFile.Write(Path.Combine(folder, "results.json"), JsonSerializer.SerializeToUtf8Bytes(Record(table, command), ExperimentJson.Page.ResultsRecord));
        WholeFile.Write(Path.Combine(folder, "results.png"), ResultPlot.Png(table));
        Text("results.md", ResultMarkdown.Write(table, command));

        void Text(string name, string text) =>
            WholeFile.Write(Path.Combine(folder, name), System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>One line a run: figures as the shortest text that reads back as the same double, shares 0..1.</summary>
    public static string Csv(ResultTable table)
    {
        string fold = table.HasFolds ? "fold," : "";
        var csv = new StringBuilder($"condition,seed,{fold}status,top1,top5,loss,test_samples,best_top1,best_epoch\n");
        foreach (RunResult result in table.Results)
        {
            string[] figures = result is { IsGood: true, Outcome: { } o }
                ? [Real(o.TestTop1), Real(o.TestTop5), Real(o.TestLoss), $"{o.TestSamples}", o.Best is { } b ? Real(b.TestTop1) : "", $"{o.Best?.Epoch}"]
                : ["", "", "", "", "", ""];
            string[] cell = result.Run.Fold is { } f ? [$"{result.Run.Seed}", $"{f}"] : [$"{result.Run.Seed}"];
            csv.AppendJoin(',', [Field(result.Run.Condition.Name), .. cell, Status(result), .. figures]).Append('\n');
        }

        return csv.ToString();
    }

    private static ResultsRecord Record(ResultTable table, string command) => new(
        table.Experiment.Name,
        table.Experiment.Title,
        command,
        table.Experiment.Baseline,
        Summary.Confidence,
        table.Rows.Select(row => new ConditionRecord(
            row.Name,
            row.Good.Select(r => r.Run.Seed).Distinct(),
            new FinalRecord(Interval(row.Top1), Interval(row.Top5), Interval(row.Loss), Interval(row.Difference)),
            row.Best is null ? null : new BestRecord(Interval(row.Best)),
            ResultTable.Curve(row).Select(p => new PointRecord(p.Epoch, Interval(p.Top1))))),
        table.Results.Select(r => new ResultRecord(
            r.Run.Condition.Name, r.Run.Seed, r.Run.Fold, Status(r), r.Failure is { } f ? $"{f.Code}: {f.Message}" : null, r.Outcome)));

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
}

/// <summary>The properties of <c>results.json</c>, in their order.</summary>
internal sealed record ResultsRecord(
    string Name,
    string Title,
    string Command,
    string Baseline,
    double Confidence,
    IEnumerable<ConditionRecord> Conditions,
    IEnumerable<ResultRecord> Runs);

/// <summary>What became of a condition.</summary>
internal sealed record ConditionRecord(
    string Name,
    IEnumerable<ulong> Seeds,
    FinalRecord Final,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BestRecord? BestByValidation,
    IEnumerable<PointRecord> Curve);

/// <summary>After the last epoch.</summary>
internal sealed record FinalRecord(Bounds? Top1, Bounds? Top5, Bounds? Loss, Bounds? Top1Difference);

/// <summary>After the epoch of each run that its validation picked.</summary>
internal sealed record BestRecord(Bounds? Top1);

/// <summary>After one epoch.</summary>
internal sealed record PointRecord(int Epoch, Bounds? Top1);

/// <summary>What became of a run.</summary>
internal sealed record ResultRecord(
    string Condition,
    ulong Seed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Fold,
    string Status,
    string? Failure,
    RunOutcome? Outcome);

/// <summary>A mean with its interval, which one value has not.</summary>
internal sealed record Bounds(
    int Count,
    double Mean,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Low,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? High);
