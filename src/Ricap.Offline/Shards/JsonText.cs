using System.Buffers;

namespace Ricap.Shards;

/// <summary>
/// The JSON this tool writes, byte by byte. We format it ourselves because the bytes are hashed: the escapes a
/// library picks follow its Unicode tables, and those change between releases.
/// </summary>
internal static class JsonText
{
    /// <summary>
    /// A string as it stands between JSON's quotes: UTF-8, readable, with as few escapes as are safe. Escaped are
    /// <c>"</c>, <c>\</c>, the C0 and C1 controls and DEL, and the separators U+2028 and U+2029, for many a tool
    /// takes some of these for line ends, and we promise one record a line.
    /// </summary>
    /// <exception cref="ArgumentException">The text has a lone surrogate, which UTF-8 cannot carry.</exception>
    public static byte[] Escape(string text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        for (int i = 0; i < text.Length;)
        {
            if (System.Text.Rune.DecodeFromUtf16(text.AsSpan(i), out System.Text.Rune rune, out int used)
                != OperationStatus.Done)
            {
                throw new ArgumentException($"Not valid Unicode at character {i}.", nameof(text));
            }

            i += used;
            WriteRune(output, rune);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>A string in quotes.</summary>
    public static void WriteString(this IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        output.Write(Escape(text));
        output.Write("\""u8);
    }

    /// <summary>A whole number.</summary>
    public static void WriteNumber(this IBufferWriter<byte> output, long value)
    {
        var cursor = new Utf8Cursor(output.GetSpan(Utf8Cursor.MaxNumberLength));
        cursor.Number(value);
        output.Advance(cursor.Length);
    }

    /// <summary>A whole number from 0 to 2^64 − 1.</summary>
    public static void WriteNumber(this IBufferWriter<byte> output, ulong value)
    {
        var cursor = new Utf8Cursor(output.GetSpan(Utf8Cursor.MaxNumberLength));
        cursor.Number(value);
        output.Advance(cursor.Length);
    }

    /// <summary>A finite double in its shortest form, or <c>null</c>.</summary>
    public static void WriteReal(this IBufferWriter<byte> output, double? value)
    {
        var cursor = new Utf8Cursor(output.GetSpan(Utf8Cursor.MaxRealLength));
        if (value is double real)
        {
            cursor.Real(real);
        }
        else
        {
            cursor.Text("null"u8);
        }

        output.Advance(cursor.Length);
    }

    /// <summary>A hash in quotes.</summary>
    public static void WriteHash(this IBufferWriter<byte> output, UInt128 hash)
    {
        Span<byte> span = output.GetSpan(HashText.Length + 2);
        span[0] = (byte)'"';
        HashText.Write(hash, span[1..]);
        span[HashText.Length + 1] = (byte)'"';
        output.Advance(HashText.Length + 2);
    }

    private static void WriteRune(ArrayBufferWriter<byte> output, System.Text.Rune rune)
    {
        switch (rune.Value)
        {
            case '"':
                output.Write("\\\""u8);
                break;
            case '\\':
                output.Write("\\\\"u8);
                break;
            case < 0x20 or (>= 0x7F and <= 0x9F) or 0x2028 or 0x2029:
                output.Write(System.Text.Encoding.ASCII.GetBytes($"\\u{rune.Value:x4}"));
                break;
            default:
                output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
                break;
        }
    }
}
