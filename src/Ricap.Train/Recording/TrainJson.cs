using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ricap.Train.Recording;

/// <summary>The JSON of <c>run.json</c>, by generated code. NaN and the infinities are words, for JSON has no other way to say so.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class TrainJson : JsonSerializerContext
{
    /// <summary>Indented by two, for people.</summary>
    public static TrainJson Page => field ??= new(new(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    });
}
