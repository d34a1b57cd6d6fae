using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ricap.CommandLine;

/// <summary>
/// The one line that <c>--json</c> prints, however a run ends: <c>ok</c>, <c>exitCode</c>, what the verb has to say, and
/// <c>problems</c>, the same that stand as text on the error stream.
/// </summary>
internal static class JsonReport
{
    /// <summary>The option that asks for it.</summary>
    public const string OptionName = "--json";

    // The output is a stream or a file and never a web page, so that β may stay β.
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the line.</summary>
    /// <param name="context">The surroundings, with the problems reported so far.</param>
    /// <param name="exitCode">What the command ends with.</param>
    /// <param name="body">An object whose properties are what the verb has to say.</param>
    public static void Write(CommandContext context, int exitCode, object? body)
    {
        var report = new JsonObject { ["ok"] = exitCode == ExitCode.Ok, ["exitCode"] = exitCode };
        if (JsonSerializer.SerializeToNode(body, Options) is JsonObject said)
        {
            foreach ((string name, JsonNode? value) in said)
            {
                report[name] = value?.DeepClone();
            }
        }

        report["problems"] = JsonSerializer.SerializeToNode(context.Problems.Select(Problem), Options);
        context.Out.WriteLine(report.ToJsonString(Options));
    }

    private static object Problem(Problem problem) => new
    {
        problem.Code,
        Severity = problem.Severity == ProblemSeverity.Error ? "error" : "warning",
        problem.Path,
        problem.Line,
        problem.Message,
    };
}
