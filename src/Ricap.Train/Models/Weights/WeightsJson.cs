using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ricap.Train.Models.Weights;

/// <summary>
/// The JSON of weights and checkpoints, by generated code and strict. A number is the shortest text that reads back as the same double; NaN
/// and the infinities are words, for JSON has no other way to say so. β is β: no file of these is ever part of a web page.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TensorJson))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<double>))]
[JsonSerializable(typeof(double))]
internal sealed partial class WeightsJson : JsonSerializerContext
{
    /// <summary>On one line, and no deeper than the header of a safetensors file is.</summary>
    public static WeightsJson Line => field ??= new(new(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 4 });
}
