using System.Globalization;
using System.Text.Json;

namespace Ricap.Sources.Lists;

/// <summary>
/// A list with one JSON object a line: <c>{"path":…,"class":…}</c> or <c>{"path":…,"label":{"cat":0.7,"dog":0.3}}</c>; a class is
/// a text or a whole number.
/// Other properties are passed over, so that a list may carry notes of its own.
/// </summary>
internal static class JsonlList
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static IEnumerable<ListRow> Read(string text, Action<int, string> malformed)
    {
        int line = 0;
        foreach (ReadOnlyMemory<char> content in Lines(text))
        {
            line++;
            if (!content.Span.IsWhiteSpace() && Parse(content, line, malformed) is { } row)
            {
                yield return row;
            }
        }
    }

    private static IEnumerable<ReadOnlyMemory<char>> Lines(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            yield return text.AsMemory(at, end - at);
            at = end + 1;
        }
    }

    private static ListRow? Parse(ReadOnlyMemory<char> content, int line, Action<int, string> malformed)
    {
        try
        {
            using var document = JsonDocument.Parse(content, Strict);
            return Row(document.RootElement, line);
        }
        catch (JsonException e)
        {
            // The library counts lines within the line it was given; ours is the number that helps.
            malformed(line, $"not a JSON object: {e.Message.Split(" LineNumber:")[0]}");
        }
        catch (InvalidOperationException e)
        {
            // Half a surrogate pair (\ud800) is JSON but no text: reading such a name or value throws this.
            malformed(line, e.Message);
        }
        catch (ListLineException e)
        {
            malformed(line, e.Message);
        }

        return null;
    }

    private static ListRow Row(JsonElement json, int line)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new ListLineException($"""not an object like {"{"}"path":"cat/1.png","class":"cat"{"}"}""");
        }

        if (!json.TryGetProperty("path", out JsonElement path))
        {
            throw new ListLineException("there is no \"path\"");
        }

        bool hasClass = json.TryGetProperty("class", out JsonElement name);
        bool hasLabel = json.TryGetProperty("label", out JsonElement label);
        if (hasClass == hasLabel)
        {
            throw new ListLineException("there must be either \"class\" or \"label\"");
        }

        JsonElement what = hasClass ? name : label;
        bool isNumber = what.ValueKind == JsonValueKind.Number;
        return new ListRow(
            line,
            ListValues.Path(Text(path, "path")),
            isNumber ? [ListValues.Class(Number(what))]
                : hasClass || what.ValueKind == JsonValueKind.String ? [ListValues.Class(Text(what, "class"))]
                : Weights(what))
        {
            IsNumbered = isNumber,
        };
    }

    private static IReadOnlyList<KeyValuePair<string, decimal>> Weights(JsonElement label)
    {
        if (label.ValueKind != JsonValueKind.Object)
        {
            throw new ListLineException("\"label\" must be a class, or an object of classes and weights");
        }

        var weights = new List<KeyValuePair<string, decimal>>();
        foreach (JsonProperty property in label.EnumerateObject())
        {
            string name = property.Name;
            bool isNumber = property.Value.ValueKind == JsonValueKind.Number;
            if (!isNumber || !property.Value.TryGetDecimal(out decimal weight))
            {
                throw new ListLineException($"the weight of '{name}' is not a number a decimal can hold");
            }

            weights.Add(ListValues.Class(name, weight));
        }

        return ListValues.Distinct(weights);
    }

    /// <summary>One spelling a number, so that no two are one class.</summary>
    private static string Number(JsonElement value) =>
        value.TryGetInt64(out long number) && number.ToString(CultureInfo.InvariantCulture) == value.GetRawText()
            ? value.GetRawText()
            : throw new ListLineException($"the class {value.GetRawText()} is neither a text nor a whole number");

    private static string Text(JsonElement value, string what) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw new ListLineException(what == "path" ? "\"path\" must be a text" : $"\"{what}\" must be a text or a whole number");
}
