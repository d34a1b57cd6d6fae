using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ricap.Shards.Text;

/// <summary>Reads whole files of JSON by generated code, and says in one line what is wrong with them and where.</summary>
internal static class GeneratedJson
{
    /// <summary>Reads a value.</summary>
    /// <param name="json">All of the text.</param>
    /// <param name="type">What it is.</param>
    /// <param name="nullable">The only properties that may be null.</param>
    /// <exception cref="JsonException">It is not there, or more is; with the line, in words without it.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, params ReadOnlySpan<string> nullable)
    {
        try
        {
            RequireValues(json, nullable);
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("a value expected, not null", "$", 0, 0);
        }
        catch (JsonException e)
        {
            int end = e.Message.IndexOf(" Path: ", StringComparison.Ordinal);
            string what = end < 0 ? e.Message : e.Message[..end].TrimEnd('.');
            throw new JsonException(e.Path is { } path ? $"{path}: {what}" : what, e.Path, e.LineNumber, e.BytePositionInLine, e);
        }
    }

    /// <summary>Where in a text an exception of <see cref="Read"/> found fault.</summary>
    public static long OffsetOf(JsonException e, ReadOnlySpan<byte> json)
    {
        int offset = 0;
        for (long line = e.LineNumber ?? 0; line > 0; line--)
        {
            offset += json[offset..].IndexOf((byte)'\n') + 1;
        }

        return Math.Min(json.Length, offset + (e.BytePositionInLine ?? 0));
    }

    /// <summary>What to throw where a text is not as it should be.</summary>
    public static JsonException At(ReadOnlySpan<byte> json, long offset, string message) =>
        new(message, null, json[..(int)offset].Count((byte)'\n'), offset - 1 - json[..(int)offset].LastIndexOf((byte)'\n'));

    /// <summary>Generated code minds nulls of properties and not those in lists.</summary>
    private static void RequireValues(ReadOnlySpan<byte> json, ReadOnlySpan<string> nullable)
    {
        var reader = new Utf8JsonReader(json);
        bool allowed = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null && !allowed)
            {
                throw At(json, reader.TokenStartIndex, "a value expected, not null");
            }

            allowed = false;
            for (int i = 0; i < nullable.Length && reader.TokenType == JsonTokenType.PropertyName; i++)
            {
                allowed |= reader.ValueTextEquals(nullable[i]);
            }
        }
    }
}
