using Ricap.Options;
using Ricap.Sources.Classes;
using Ricap.Sources.Finding;

namespace Ricap.Building;

/// <summary>What the options say of classes, read from the files that they name.</summary>
internal static class ClassLists
{
    /// <summary>Which sources the options ask for.</summary>
    /// <exception cref="RicapException">A file or data set cannot be read.</exception>
    public static SourceRequest RequestOf(DatasetOptions options) => new(options.Images) { Classes = Of(options), Threads = options.Threads };

    /// <summary>The files that <see cref="Of"/> reads.</summary>
    public static IEnumerable<string> FilesOf(DatasetOptions options)
    {
        if (options.Classes is { } classes)
        {
            yield return FileOf(classes);
        }

        if (options.ClassOrder is { } order and not (OptionTable.Ordinal or OptionTable.Numeric))
        {
            yield return FileOf(order);
        }
    }

    /// <summary>The rules that the options make.</summary>
    /// <exception cref="RicapException">A file or data set cannot be read.</exception>
    public static ClassRules Of(DatasetOptions options)
    {
        ClassList? list = options.Classes is { } classes ? Open("classes", classes) : null;
        return options.ClassOrder switch
        {
            null => new ClassRules(List: list),
            OptionTable.Ordinal => new ClassRules(ClassOrder.Ordinal),
            OptionTable.Numeric => new ClassRules(ClassOrder.Numeric),
            { } file => new ClassRules(OrderList: Open("class-order", file)),
        };
    }

    /// <summary>The file that a list is read from.</summary>
    public static string FileOf(string path) => OtherDataset.IsOne(path) ? OtherDataset.ManifestOf(path) : path;

    private static ClassList Open(string option, string path)
    {
        if (OtherDataset.IsOne(path))
        {
            return new ClassList(OtherDataset.Read(path).Classes, $"the data set '{path}'");
        }

        return File.Exists(path) ? ClassFile.Read(path) : throw new RicapException(Problem.AboutOption(
            ProblemSeverity.Error,
            ProblemCodes.SourcesNotFound,
            path,
            $"{new OptionName(option)} is not {OptionTable.Table.Find(option)!.Takes}: there is no such file of classes or data set"));
    }
}
