using System.Text.Json.Serialization;

namespace Ricap.Train.Cli;

/// <summary>
/// The JSON that verbs print, by generated code. A model that has lost its way is told of as well: a loss that is no number
/// is the text "NaN", as in run.json.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(EvalReport))]
[JsonSerializable(typeof(FeedReport))]
internal sealed partial class CommandJson : JsonSerializerContext;

/// <summary>What <c>ricap-train eval</c> found.</summary>
internal sealed record EvalReport(long Images, double Loss, double Top1, double Top5, IEnumerable<EvalClass> Classes);

/// <summary>The same of a class.</summary>
internal sealed record EvalClass(string Name, long Images, double? Top1, double? Top5, double? Precision);

/// <summary>What <c>ricap-train feed</c> measured.</summary>
internal sealed record FeedReport(
    long Images, double Seconds, double ImagesPerSecond, string? Xxh128, int Epoch, string Source, string Device);
