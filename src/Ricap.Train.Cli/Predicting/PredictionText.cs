using System.Globalization;
using System.Text.Json;
using Ricap.Train.Classifying;

namespace Ricap.Train.Cli.Predicting;

/// <summary>Predictions for programs to read.</summary>
internal static class PredictionText
{
    /// <summary>The first line of a CSV file of predictions.</summary>
    public const string CsvHeader = "image,rank,class,probability";

    /// <summary>A line a class, the most probable first; ranks count from 1.</summary>
    public static IEnumerable<string> Csv(string image, IReadOnlyList<ClassProbability> top) => top.Select((one, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{Field(image)},{i + 1},{Field(one.Name)},{one.Probability:R}"));

    /// <summary>One object: the image, and its classes, the most probable first.</summary>
    public static string Json(string image, IReadOnlyList<ClassProbability> top) => JsonSerializer.Serialize(
        new PredictionLine(image, top.Select(one => new PredictionClass(one.Name, one.Probability))), PredictionJson.Line.PredictionLine);

    /// <summary>As RFC 4180 has it: quoted where it must be.</summary>
    private static string Field(string text) =>
        text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
