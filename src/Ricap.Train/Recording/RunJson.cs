using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Train.Evaluating;

namespace Ricap.Train.Recording;

/// <summary><c>run.json</c>. What two equal runs share comes first; what they do not is in <c>timing</c> and <c>machine</c> at the end.</summary>
internal static class RunJson
{
    /// <summary>The whole file.</summary>
    public static byte[] Format(RunInfo info, IReadOnlyList<EpochRow> rows)
    {
        double seconds = rows.Sum(r => r.Seconds);
        double waited = rows.Sum(r => r.DataWaitSeconds);
        var run = new RunRecord(
            "ricap-run",
            1,
            info.State.ToString().ToLowerInvariant(),
            info.Model,
            info.Parameters,
            info.Seed,
            info.Device,
            info.Options.ToDictionary(),
            info.Train,
            info.Validation,
            info.Patience,
            info.Test,
            info.Classes,
            info.Epochs,
            rows.Count == 0 ? 0 : rows[^1].Epoch + 1,
            rows.Count == 0 ? null : rows[^1],
            EpochRow.Best(rows),
            info.Evaluation is { } result ? Scores(result, info.Classes) : null,
            new RunTiming(
                seconds,
                seconds > 0 ? rows.Sum(r => r.Images) / seconds : null,
                waited,
                seconds > 0 ? waited / seconds : null,
                rows.Sum(r => r.EvaluationSeconds)),
            info.Machine);
        return [.. JsonSerializer.SerializeToUtf8Bytes(run, TrainJson.Page.RunRecord), (byte)'\n'];
    }

    private static RunScores Scores(EvaluationResult result, IReadOnlyList<string> names) => new(
        result.Samples,
        result.Loss,
        result.Top1,
        result.Top5,
        [.. result.Classes.Select(one => new RunClass(names[one.Class], one.Samples, one.Top1, one.Top5, one.Precision))],
        [.. Enumerable.Range(0, result.Confusion.Classes).Select(truth => result.Confusion.Row(truth).ToArray())]);
}

/// <summary>The properties of <c>run.json</c>, in their order.</summary>
internal sealed record RunRecord(
    string Format,
    int Version,
    string State,
    string Model,
    long Parameters,
    ulong Seed,
    string Device,
    Dictionary<string, string> Options,
    RunDataset Train,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunDataset? Validation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Patience,
    RunDataset? Test,
    IReadOnlyList<string> Classes,
    int Epochs,
    int EpochsDone,
    EpochRow? Final,
    EpochRow? Best,
    RunScores? Evaluation,
    RunTiming Timing,
    RunMachine Machine);

/// <summary>An <see cref="EvaluationResult"/> whose classes have names.</summary>
internal sealed record RunScores(
    long Samples,
    double Loss,
    double Top1,
    double Top5,
    IReadOnlyList<RunClass> Classes,
    [property: JsonConverter(typeof(MatrixConverter))] long[][] Confusion);

/// <summary>A <see cref="ClassResult"/> by name.</summary>
internal sealed record RunClass(string Name, long Samples, double? Top1, double? Top5, double? Precision);

/// <summary>The times of all epochs together.</summary>
internal sealed record RunTiming(
    double Seconds, double? ImagesPerSecond, double DataWaitSeconds, double? DataWaitShare, double EvaluationSeconds);

/// <summary>Writes each row of a matrix as one, not a number a line.</summary>
internal sealed class MatrixConverter : JsonConverter<long[][]>
{
    public override long[][] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, long[][] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (long[] row in value)
        {
            writer.WriteRawValue($"[{string.Join(", ", row)}]");
        }

        writer.WriteEndArray();
    }
}
