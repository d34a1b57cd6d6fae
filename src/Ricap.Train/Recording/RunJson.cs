using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ricap.Train.Evaluating;

namespace Ricap.Train.Recording;

/// <summary>
/// <c>run.json</c>. What two equal runs share comes first; what they do not is in the objects <c>timing</c> and <c>machine</c>
/// at the end. A number that is none is the text <c>"NaN"</c>, for JSON has no other way to say so.
/// </summary>
internal static class RunJson
{
    // It is read by people too: one matrix row a line, and β is β.
    private static readonly JsonWriterOptions Indented =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole file.</summary>
    /// <param name="info">What the run was.</param>
    /// <param name="rows">Its epochs, in order.</param>
    public static byte[] Format(RunInfo info, IReadOnlyList<EpochRow> rows)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Indented))
        {
            json.WriteStartObject();
            json.WriteString("format", "ricap-run");
            json.WriteNumber("version", 1);
            json.WriteString("state", info.State.ToString().ToLowerInvariant());
            json.WriteString("model", info.Model);
            json.WriteNumber("parameters", info.Parameters);
            json.WriteNumber("seed", info.Seed);
            json.WriteString("device", info.Device);
            json.WriteStartObject("options");
            foreach ((string name, string text) in info.Options)
            {
                json.WriteString(name, text);
            }

            json.WriteEndObject();
            Write(json, "train", info.Train);
            Write(json, "test", info.Test);
            json.WriteStartArray("classes");
            foreach (string name in info.Classes)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteNumber("epochs", info.Epochs);
            json.WriteNumber("epochsDone", rows.Count == 0 ? 0 : rows[^1].Epoch + 1);
            Write(json, "final", rows.Count == 0 ? null : rows[^1]);
            Write(json, "best", EpochRow.Best(rows));
            Write(json, "evaluation", info.Evaluation, info.Classes);
            WriteTiming(json, rows);
            Write(json, info.Machine);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, RunDataset? dataset)
    {
        if (dataset is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("name", dataset.Name);
        json.WriteString("manifestXxh128", dataset.ManifestHash);
        json.WriteNumber("images", dataset.Images);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, EpochRow? row)
    {
        if (row is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("epoch", row.Epoch);
        Number(json, "beta", row.Beta);
        Number(json, "learningRate", row.LearningRate);
        Number(json, "trainLoss", row.TrainLoss);
        Number(json, "trainAccuracy", row.TrainAccuracy);
        Number(json, "testLoss", row.TestLoss);
        Number(json, "testTop1", row.TestTop1);
        Number(json, "testTop5", row.TestTop5);
        json.WriteNumber("images", row.Images);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, EvaluationResult? result, IReadOnlyList<string> names)
    {
        if (result is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("samples", result.Samples);
        Number(json, "loss", result.Loss);
        Number(json, "top1", result.Top1);
        Number(json, "top5", result.Top5);
        json.WriteStartArray("classes");
        foreach (ClassResult one in result.Classes)
        {
            json.WriteStartObject();
            json.WriteString("name", names[one.Class]);
            json.WriteNumber("samples", one.Samples);
            Number(json, "top1", one.Top1);
            Number(json, "top5", one.Top5);
            Number(json, "precision", one.Precision);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("confusion");
        for (int truth = 0; truth < result.Confusion.Classes; truth++)
        {
            json.WriteRawValue($"[{string.Join(", ", result.Confusion.Row(truth).ToArray())}]");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTiming(Utf8JsonWriter json, IReadOnlyList<EpochRow> rows)
    {
        double seconds = rows.Sum(r => r.Seconds);
        double waited = rows.Sum(r => r.DataWaitSeconds);
        json.WriteStartObject("timing");
        Number(json, "seconds", seconds);
        Number(json, "imagesPerSecond", seconds > 0 ? rows.Sum(r => r.Images) / seconds : null);
        Number(json, "dataWaitSeconds", waited);
        Number(json, "dataWaitShare", seconds > 0 ? waited / seconds : null);
        Number(json, "evaluationSeconds", rows.Sum(r => r.EvaluationSeconds));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunMachine machine)
    {
        json.WriteStartObject("machine");
        json.WriteString("ricap", machine.RicapVersion);
        json.WriteString("backend", machine.Backend);
        json.WriteString("torchSharp", machine.TorchSharpVersion);
        json.WriteString("libtorch", machine.LibtorchVersion);
        json.WriteString("dotnet", machine.DotNetVersion);
        json.WriteString("platform", machine.Platform);
        json.WriteString("device", machine.DeviceName);
        json.WriteNumber("threads", machine.Threads);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case { } number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }
}
