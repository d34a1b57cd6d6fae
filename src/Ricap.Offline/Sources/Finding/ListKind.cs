using Ricap.Sources.Classes;
using Ricap.Sources.Lists;

namespace Ricap.Sources.Finding;

/// <summary>Sources that a list names, in the order of the list; an image may stand in it more than once.</summary>
internal sealed class ListKind : ISourceKind
{
    public string Description => "a .csv or .jsonl list";

    public bool TakesImageRoot => true;

    public bool Takes(string images) => ReaderOf(images) is not null && !Directory.Exists(images);

    public SourceSet Open(SourceRequest request, Action<Problem> report)
    {
        string list = request.Images;
        string root = request.ImageRoot ?? FolderOf(list);
        if (!Directory.Exists(root))
        {
            throw new RicapException(Problem.Error(ProblemCodes.SourcesNotFound, root, "there is no such folder"));
        }

        var errors = new ListErrors(list);
        List<ListRow> rows = Read(list, errors.Malformed);
        FoundClass[] found = [.. Found(list, rows)];
        if (request.Classes is { List: null, OrderList: null })
        {
            ClassTable.CheckCollisions(found, errors.Add);
        }

        var classes = ClassTable.Of(
            list,
            found,
            rows.TrueForAll(row => row.IsNumbered),
            request.Classes,
            problem => (problem.Severity == ProblemSeverity.Error ? errors.Add : report)(problem));
        List<Source> sources = Resolve(rows, classes, new ListPaths(root, errors.Add));
        if (rows.Count == 0 && !errors.Any)
        {
            errors.Add(0, ProblemCodes.NoImages, "the list names no image");
        }

        errors.Throw();
        return new FileSourceSet(root, classes.Names, SourceTable.Of(sources), [list]);
    }

    public IEnumerable<InputFile> InputFiles(string images)
    {
        yield return new InputFile(Path.GetFileName(images), images);
        string root = FolderOf(images);
        foreach (string path in PathsIn(images))
        {
            yield return new InputFile(path, ListPaths.Locate(root, path));
        }
    }

    /// <summary>The classes that a list's images have, in the order that they have in a data set made from it.</summary>
    /// <exception cref="RicapException">The list cannot be read.</exception>
    public static IReadOnlyList<string> ClassesOf(string list)
    {
        var errors = new ListErrors(list);
        List<ListRow> rows = Read(list, errors.Malformed);
        errors.Throw();
        return ClassTable.Of(list, Found(list, rows), rows.TrueForAll(row => row.IsNumbered), new ClassRules(), _ => { }).Names;
    }

    /// <summary>Whether a file's name is that of a list.</summary>
    public static bool IsList(string path) => ReaderOf(path) is not null;

    private static Func<string, Action<int, string>, IEnumerable<ListRow>>? ReaderOf(string path) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => CsvList.Read,
            ".JSONL" => JsonlList.Read,
            _ => null,
        };

    private static string FolderOf(string list) => Path.GetDirectoryName(Path.GetFullPath(list))!;

    private static List<ListRow> Read(string list, Action<int, string> malformed)
    {
        string text = Utf8File.Read(list);
        if (text.Contains('\r') && !text.Contains('\n'))
        {
            malformed(1, "its lines end in CR alone, as on old Macs: save it with LF or CRLF");
            return [];
        }

        return [.. ReaderOf(list)!(text, malformed)];
    }

    private static IEnumerable<FoundClass> Found(string list, List<ListRow> rows) => rows.SelectMany(
        row => row.Weights, (row, weight) => new FoundClass(weight.Key, list, row.Line));

    private static string[] PathsIn(string list)
    {
        try
        {
            return [.. Read(list, (_, _) => { }).Select(row => row.Path).Distinct(StringComparer.Ordinal)];
        }
        catch (RicapException)
        {
            return []; // the list's own line is enough: a build of it fails and says why
        }
    }

    private static List<Source> Resolve(List<ListRow> rows, ClassTable classes, ListPaths paths)
    {
        var sources = new List<Source>(rows.Count);
        foreach (ListRow row in rows)
        {
            if (paths.Find(row) is not (string relative, FileInfo file)
                || row.Weights.Any(weight => classes.Find(weight.Key) is null))
            {
                continue;
            }

            SoftLabel? label = row.Weights.Count == 1
                ? null
                : SoftLabel.FromWeights(row.Weights.Select(w => KeyValuePair.Create(classes.Find(w.Key)!.Value, w.Value)));
            int heaviest = label?.Heaviest ?? classes.Find(row.Weights[0].Key)!.Value;
            sources.Add(new Source(relative, heaviest, label, file.Length, file.LastWriteTimeUtc.Ticks));
        }

        return sources;
    }
}
