using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

namespace Ricap.Train.Cli.Predicting;

/// <summary>The JSON lines of predictions, by generated code. A probability that is no number is the text "NaN".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(PredictionLine))]
internal sealed partial class PredictionJson : JsonSerializerContext
{
    /// <summary>With names as they are: the output is a stream or a file and never a web page.</summary>
    public static PredictionJson Line => field ??= new(new(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>What is said of an image.</summary>
internal sealed record PredictionLine(string Image, IEnumerable<PredictionClass> Top);

/// <summary>A class of it.</summary>
internal sealed record PredictionClass(string Class, double Probability);
