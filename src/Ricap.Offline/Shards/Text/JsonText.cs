using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ricap.Shards.Text;

/// <summary>
/// How strings are spelled in the JSON of a data set: UTF-8, readable, with as few escapes as are safe. Escaped are
/// <c>"</c>, <c>\</c>, the C0 and C1 controls and DEL, and the separators U+2028 and U+2029, for many a tool takes some of
/// these for line ends, and we promise one record a line. The bytes are hashed, and the escapes of a library's own encoders
/// follow its Unicode tables, which change between releases.
/// </summary>
internal sealed unsafe class JsonText : JavaScriptEncoder
{
    private JsonText()
    {
    }

    /// <summary>The only instance.</summary>
    public static JsonText Encoder { get; } = new();

    /// <summary>Options with these strings, indented by two, with LF on every system.</summary>
    public static JsonSerializerOptions Indented(JsonSerializerOptions options) =>
        new(options) { Encoder = Encoder, WriteIndented = true, IndentSize = 2, NewLine = "\n" };

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar is '"' or '\\' or < 0x20 or (>= 0x7F and <= 0x9F) or 0x2028 or 0x2029;

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (int i = 0; i < textLength; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < textLength && char.IsLowSurrogate(text[i + 1]);
            if (!pair && (char.IsSurrogate(text[i]) || WillEncode(text[i])))
            {
                return i;
            }

            i += pair ? 1 : 0;
        }

        return -1;
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var destination = new Span<char>(buffer, bufferLength);
        return unicodeScalar is '"' or '\\'
            ? destination.TryWrite($"\\{(char)unicodeScalar}", out numberOfCharactersWritten)
            : destination.TryWrite($"\\u{unicodeScalar:x4}", out numberOfCharactersWritten);
    }
}

/// <summary>Parts of JSON for those who write it by hand.</summary>
internal static class JsonParts
{
    /// <summary>A string in quotes.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="text">Valid UTF-8.</param>
    public static void WriteString(this IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.Write("\""u8);
        output.Write(Escape(text));
        output.Write("\""u8);
    }

    /// <summary>What is between the quotes.</summary>
    /// <param name="text">Valid UTF-8.</param>
    public static ReadOnlySpan<byte> Escape(ReadOnlySpan<byte> text) => IsPlain(text) ? text : JsonEncodedText.Encode(text, JsonText.Encoder).EncodedUtf8Bytes;

    /// <summary>Whether a text is the same in JSON, as nearly every path is: an encoder's calls would be most of the work.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !text.ContainsAny((byte)'"', (byte)'\\');

    /// <summary>A whole number.</summary>
    public static void WriteNumber(this IBufferWriter<byte> output, long value)
    {
        var cursor = new Utf8Cursor(output.GetSpan(Utf8Cursor.MaxNumberLength));
        cursor.Number(value);
        output.Advance(cursor.Length);
    }
}
