using System.Text;

namespace Ricap.Sources;

/// <summary>Sources that a list names, in the order of the list; an image may stand in it more than once.</summary>
internal static class ListFile
{
    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The kind of list a file's name speaks of; null for none.</summary>
    public static ListFormat? FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".CSV" => ListFormat.Csv,
        ".JSONL" => ListFormat.Jsonl,
        _ => null,
    };

    public static SourceSet Open(string list, ListFormat format, string? imageRoot)
    {
        string root = imageRoot ?? Path.GetDirectoryName(Path.GetFullPath(list))!;
        if (!Directory.Exists(root))
        {
            throw new RicapException(Problem.Error(ProblemCodes.SourcesNotFound, root, "there is no such folder"));
        }

        var errors = new List<Problem>();
        void Note(int line, string code, string message) => errors.Add(Problem.Error(code, list, message, line));
        void Malformed(int line, string message) => Note(line, ProblemCodes.MalformedList, message);

        string text = ReadText(list);
        List<ListRow> rows = format == ListFormat.Csv
            ? [.. CsvList.Read(text, Malformed)]
            : [.. JsonlList.Read(text, Malformed)];
        string[] classes = [.. rows.SelectMany(row => row.Weights.Select(weight => weight.Key))
            .Distinct(StringComparer.Ordinal)
            .Order(Utf8Order.Instance)];
        List<Source> sources = Resolve(rows, classes, new ListPaths(root, Note));

        if (errors.Count == 0 && sources.Count == 0)
        {
            errors.Add(Problem.Error(ProblemCodes.NoImages, list, "the list names no image"));
        }

        return errors.Count == 0
            ? new FileSourceSet(root, classes, sources)
            : throw new RicapException([.. errors.OrderBy(error => error.Line)]);
    }

    private static List<Source> Resolve(List<ListRow> rows, string[] classes, ListPaths paths)
    {
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < classes.Length; i++)
        {
            indices.Add(classes[i], i);
        }

        var sources = new List<Source>(rows.Count);
        foreach (ListRow row in rows)
        {
            if (paths.Find(row.Line, row.Path) is not (string relative, FileInfo file))
            {
                continue;
            }

            SoftLabel? label = row.Weights.Count == 1
                ? null
                : SoftLabel.FromWeights(row.Weights.Select(w => KeyValuePair.Create(indices[w.Key], w.Value)));
            int heaviest = label?.Heaviest ?? indices[row.Weights[0].Key];
            sources.Add(new Source(relative, heaviest, label, file.Length, file.LastWriteTimeUtc.Ticks));
        }

        return sources;
    }

    private static string ReadText(string list)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(list);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.Unreadable, list, e.Message), e);
        }

        ReadOnlySpan<byte> content = bytes;
        content = content.StartsWith(System.Text.Encoding.UTF8.Preamble) ? content[System.Text.Encoding.UTF8.Preamble.Length..] : content;
        try
        {
            return StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException e)
        {
            int line = 1 + content[..Math.Clamp(e.Index, 0, content.Length)].Count((byte)'\n');
            throw new RicapException(
                Problem.Error(ProblemCodes.MalformedList, list, "the text is not UTF-8; save it as UTF-8", line), e);
        }
    }
}
