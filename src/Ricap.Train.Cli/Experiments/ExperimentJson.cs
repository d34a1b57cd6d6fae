using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ricap.Train.Cli.Experiments;

/// <summary>The JSON of an experiment's files, by generated code and strict. A run that diverged has figures that are no numbers: words.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    WriteIndented = true)]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(ResultsRecord))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ExperimentJson : JsonSerializerContext
{
    /// <summary>Indented, for people; β is β.</summary>
    public static ExperimentJson Page => field ??= new(new(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
