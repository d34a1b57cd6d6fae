using Ricap.MSBuild.Diagnostics;

namespace Ricap.MSBuild.Datasets;

/// <summary>How a data set leaves the project, by metadata of the item; it changes nothing that is rendered.</summary>
/// <param name="CopyToOutput">What MSBuild is to do in builds, of this project and of those that reference it.</param>
/// <param name="CopyToPublish">What it is to do when one of them is published.</param>
/// <param name="Pack">Whether the data set goes into the project's package.</param>
/// <param name="PackagePath">The folder there that the data set's files lie in.</param>
internal sealed record Shipping(string CopyToOutput, string CopyToPublish, bool Pack, string PackagePath)
{
    private const string CopyName = "CopyToOutputDirectory";
    private const string PublishName = "Publish";
    private const string PackName = "Pack";
    private const string PackagePathName = "PackagePath";
    private const string Never = "Never";
    private const string IfDifferent = "IfDifferent";

    /// <summary>
    /// What a project may say, and what it becomes. Shards are not preserved for being newer: a clock that was set back
    /// would keep old ones for ever. What differs is copied.
    /// </summary>
    private static readonly Dictionary<string, string> Copies = new(StringComparer.OrdinalIgnoreCase)
    {
        [Never] = Never,
        ["PreserveNewest"] = IfDifferent,
        [IfDifferent] = IfDifferent,
        ["Always"] = "Always",
    };

    /// <summary>The metadata that say so.</summary>
    public static IReadOnlyList<string> MetadataNames { get; } = [CopyName, PublishName, PackName, PackagePathName];

    /// <summary>Whether the data set goes beside a program, in builds or when one is published.</summary>
    public bool GoesAlong => CopyToOutput != Never || CopyToPublish != Never;

    /// <summary>Whether the data set must be there when a program is published.</summary>
    public bool Publish => CopyToPublish != Never;

    /// <summary>Where a data set lies beside a program, and among the content files of a package.</summary>
    public static string FolderOf(string dataset) => $"ricap/{dataset}";

    /// <summary>Whether a metadatum is one of these.</summary>
    public static bool IsName(string name) => MetadataNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the metadata. As everywhere in .NET, what is copied to the output is published unless told otherwise.</summary>
    /// <exception cref="RicapException">A value is none of those it may be.</exception>
    public static Shipping Of(Dataset dataset)
    {
        string copy = dataset.Get(CopyName) is { } word
            ? Copies.GetValueOrDefault(word) ?? throw Bad(dataset, CopyName, word, string.Join(", ", Copies.Keys))
            : Never;
        string publish = Flag(dataset, PublishName) switch
        {
            null => copy,
            true => copy == Never ? IfDifferent : copy,
            false => Never,
        };
        string packagePath = dataset.Get(PackagePathName) is { } path
            ? MSBuildPath.Native(path).Replace('\\', '/').TrimEnd('/')
            : $"contentFiles/any/any/{FolderOf(dataset.Name)}";
        return new Shipping(copy, publish, Flag(dataset, PackName) ?? false, packagePath);
    }

    private static bool? Flag(Dataset dataset, string name) => dataset.Get(name) switch
    {
        null => null,
        { } value when bool.TryParse(value, out bool flag) => flag,
        { } value => throw Bad(dataset, name, value, "true or false"),
    };

    private static RicapException Bad(Dataset dataset, string name, string value, string allowed) => new(Problem.Error(
        ProblemCodes.InvalidOption,
        dataset.DefiningFile,
        $"RicapDataset '{dataset.Name}': {name} '{value}' is not {allowed}",
        ItemLocation.LineOf(dataset, name)));
}
