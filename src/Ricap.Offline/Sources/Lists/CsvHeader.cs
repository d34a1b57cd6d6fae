namespace Ricap.Sources.Lists;

/// <summary>Which column of a CSV list is which.</summary>
/// <param name="Path">The column of the image's path.</param>
/// <param name="Class">The column of its class.</param>
/// <param name="MayBeSoft">Whether what stands there may be weights of classes, <c>cat:0.7;dog:0.3</c>.</param>
internal readonly record struct CsvHeader(int Path, int Class, bool MayBeSoft)
{
    private static readonly string[] PathWords = ["path", "file", "filename", "filepath", "image", "imagepath", "imagename", "img"];

    private static readonly string[] ClassWords = ["class", "classname", "category", "target"];

    private static readonly string[] SoftWords = ["label", "labels"];

    /// <summary>The columns where there is no header.</summary>
    public static CsvHeader None => new(0, 1, MayBeSoft: false);

    /// <summary>The words that are known, for a message.</summary>
    public static string Known { get; } =
        $"{string.Join(", ", PathWords)} for one column and {string.Join(", ", ClassWords.Concat(SoftWords))} for the other, in any case";

    /// <summary>Reads a header; null if the fields are none that is known.</summary>
    public static CsvHeader? Of(IReadOnlyList<string> fields)
    {
        if (fields.Count != 2)
        {
            return null;
        }

        string[] words = [.. fields.Select(Word)];
        int path = Array.FindIndex(words, word => PathWords.Contains(word, StringComparer.OrdinalIgnoreCase));
        string other = path < 0 ? "" : words[1 - path];
        bool isSoft = SoftWords.Contains(other, StringComparer.OrdinalIgnoreCase);
        return isSoft || ClassWords.Contains(other, StringComparer.OrdinalIgnoreCase)
            ? new CsvHeader(path, 1 - path, isSoft)
            : null;
    }

    /// <summary>A field without what people put between words: <c>image_path</c>, <c>Image Path</c>.</summary>
    private static string Word(string field) => string.Concat(field.Where(c => c is not ('_' or '-') && !char.IsWhiteSpace(c)));
}
