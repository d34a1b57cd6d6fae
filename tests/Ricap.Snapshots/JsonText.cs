using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ricap.Snapshots;

/// <summary>Brings JSON that programs read in one line to the form that snapshots have: a line for each value.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n", // on every system
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same values in the same order, indented; numbers stay as they are spelled.</summary>
    public static string Indented(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement, Layout);
    }
}
