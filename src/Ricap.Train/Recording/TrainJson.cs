using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Train.Models;

namespace Ricap.Train.Recording;

/// <summary>
/// The JSON of the trainer's files, by generated code and strict. A number is the shortest text that reads back as the same double; NaN
/// and the infinities are words, for JSON has no other way to say so. β is β: no file of these is ever part of a web page.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(TensorJson))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<double>))]
[JsonSerializable(typeof(double))]
internal sealed partial class TrainJson : JsonSerializerContext
{
    /// <summary>On one line, and no deeper than the header of a safetensors file is.</summary>
    public static TrainJson Line => field ??= new(new(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 4 });

    /// <summary>Indented by two, for people.</summary>
    public static TrainJson Page => field ??= new(new(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    });
}
