using System.Buffers;
using System.Globalization;
using System.Resources;
using System.Text;

namespace Ricap.Sources.Classes;

/// <summary>
/// Texts that are one and the same to a reader, whether accents stand composed or decomposed (Unicode NFC and NFD), as one
/// text. .NET's own normalisation leaves every text as it is where it runs without ICU; this one does not ask the system.
/// </summary>
internal static class CanonicalForm
{
    private const int HangulFirst = 0xAC00;
    private const int HangulCount = 11_172;

    /// <summary>
    /// The canonical decompositions of Unicode 14 but for Hangul, which is arithmetic: lines like <c>00E9=0065 0301</c>.
    /// </summary>
    private static readonly Lazy<Dictionary<int, string>> Decompositions = new(Load);

    /// <summary>The text fully decomposed, each run of marks in a fixed order. To compare by, not to show.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var decomposed = new StringBuilder(text.Length);
        ReadOnlySpan<char> rest = text;
        while (rest.Length > 0)
        {
            bool isRune = Rune.DecodeFromUtf16(rest, out Rune rune, out int length) == OperationStatus.Done;
            decomposed.Append(isRune ? Decompose(rune.Value) : rest[..length]);
            rest = rest[length..];
        }

        return InOrder(decomposed.ToString());
    }

    private static ReadOnlySpan<char> Decompose(int rune)
    {
        int syllable = rune - HangulFirst;
        if (syllable is >= 0 and < HangulCount)
        {
            (char lead, char vowel, int tail) =
                ((char)(0x1100 + (syllable / 588)), (char)(0x1161 + (syllable % 588 / 28)), syllable % 28);
            return tail == 0 ? $"{lead}{vowel}" : $"{lead}{vowel}{(char)(0x11A7 + tail)}";
        }

        return Decompositions.Value.TryGetValue(rune, out string? parts) ? parts : char.ConvertFromUtf32(rune);
    }

    /// <summary>
    /// Marks on one letter by their numbers. Unicode orders them by class, where composing may have left another order;
    /// to tell two texts apart any order will do.
    /// </summary>
    private static string InOrder(string text)
    {
        char[] characters = text.ToCharArray();
        for (int start = 0; start < characters.Length;)
        {
            int end = start;
            while (end < characters.Length && IsMark(characters[end]))
            {
                end++;
            }

            Array.Sort(characters, start, end - start);
            start = end + 1;
        }

        return new string(characters);
    }

    private static bool IsMark(char c) => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    private static Dictionary<int, string> Load()
    {
        var resources = new ResourceManager($"{typeof(CanonicalForm).Namespace}.{nameof(Decompositions)}", typeof(CanonicalForm).Assembly);
        string table = resources.GetString("Table", CultureInfo.InvariantCulture)!;
        var decompositions = new Dictionary<int, string>();
        foreach (string line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = line.Trim().Split('=');
            decompositions.Add(Hex(sides[0]), string.Concat(sides[1].Split(' ').Select(part => char.ConvertFromUtf32(Hex(part)))));
        }

        return decompositions;
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
