using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ricap.CommandLine;

/// <summary>
/// The one line that <c>--json</c> prints, however a run ends: <c>ok</c>, <c>exitCode</c>, what the verb has to say, and
/// <c>problems</c>, the same that stand as text on the error stream.
/// </summary>
public static class JsonReport
{
    /// <summary>The option that asks for it.</summary>
    public const string OptionName = "--json";

    // The output is a stream or a file and never a web page, so that β may stay β.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the line.</summary>
    /// <param name="context">The surroundings, with the problems reported so far.</param>
    /// <param name="exitCode">What the command ends with.</param>
    /// <param name="body">An object whose properties are what the verb has to say.</param>
    /// <param name="type">What it is.</param>
    public static void Write<T>(CommandContext context, int exitCode, T body, JsonTypeInfo<T> type) =>
        Write(context, exitCode, JsonSerializer.SerializeToNode(body, type)!.AsObject());

    /// <summary>Writes the line of a verb that came to say nothing.</summary>
    public static void Write(CommandContext context, int exitCode) => Write(context, exitCode, []);

    private static void Write(CommandContext context, int exitCode, JsonObject body)
    {
        var report = new JsonObject { ["ok"] = exitCode == ExitCode.Ok, ["exitCode"] = exitCode };
        foreach ((string name, JsonNode? value) in body)
        {
            report[name] = value?.DeepClone();
        }

        report["problems"] = new JsonArray([.. context.Problems.Select(Node)]);
        context.Out.WriteLine(report.ToJsonString(Relaxed));
    }

    private static JsonNode Node(Problem problem) => new JsonObject
    {
        ["code"] = problem.Code,
        ["severity"] = problem.Severity == ProblemSeverity.Error ? "error" : "warning",
        ["path"] = problem.Path,
        ["line"] = problem.Line,
        ["message"] = problem.Message,
    };
}
