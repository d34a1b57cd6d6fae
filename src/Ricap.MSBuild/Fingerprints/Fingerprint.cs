using System.IO.Hashing;
using System.Reflection;
using System.Text;
using Ricap.Building;
using Ricap.MSBuild.Datasets;
using Ricap.Shards.Text;
using Ricap.Sources.Finding;

namespace Ricap.MSBuild.Fingerprints;

/// <summary>
/// Everything a data set's shards depend on, without opening a file: the version of Ricap, the item's metadata, the
/// image folder and the shards there are. It is taken in every build, so it must be cheap.
/// </summary>
internal sealed class Fingerprint
{
    private readonly string _head;
    private readonly SourceStats _sources;

    private Fingerprint(string head, SourceStats sources) => (_head, _sources) = (head, sources);

    /// <summary>Takes the fingerprint of a data set.</summary>
    /// <param name="dataset">The item.</param>
    /// <param name="outputs">The files rendered last; null for none.</param>
    /// <param name="projectFolder">The project's folder.</param>
    /// <param name="all">All data sets of the project, since one may look at another.</param>
    public static Fingerprint Of(Dataset dataset, OutputRecord? outputs, string projectFolder, IReadOnlyList<Dataset> all)
    {
        var text = new StringBuilder();
        text.Append(Engine()).Append('\n');
        text.Append(FingerprintLine.Of(
            FingerprintLine.Option, Dataset.OutName, MSBuildPath.Remember(dataset.Output, projectFolder))).Append('\n');
        foreach ((string name, string value) in dataset.Metadata)
        {
            if (!name.Equals(Dataset.OutName, StringComparison.OrdinalIgnoreCase) && !Shipping.IsName(name))
            {
                text.Append(FingerprintLine.Of(FingerprintLine.Option, name, value)).Append('\n');
            }
        }

        AppendOutputs(text, outputs);
        return new Fingerprint(text.ToString(), SourceStats.Of(dataset, all));
    }

    /// <summary>All of it, a fact a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(_head);
        _sources.AppendTo(text);
        return text.ToString();
    }

    /// <summary>A hash of it and of the stamp that says the same: while both are as they were, neither need be spelled nor read.</summary>
    /// <param name="stamp">The stamp's file; null where there is none.</param>
    public string Digest(FileFacts? stamp)
    {
        var hash = new XxHash128();
        InputFiles.Append(hash, Encoding.UTF8.GetBytes(_head), stamp);
        _sources.AddTo(hash);
        return HashText.Of(hash);
    }

    /// <summary>A hash of what another data set is made from, its metadata and its files.</summary>
    public static string OfInputs(Dataset dataset)
    {
        var text = new StringBuilder();
        foreach ((string name, string value) in dataset.Metadata)
        {
            text.Append(FingerprintLine.Of(FingerprintLine.Option, name, value)).Append('\n');
        }

        SourceStats.Of(dataset, []).AppendTo(text);
        return HashText.Of(Hash128.Of(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>
    /// The fingerprint once the data set is rendered. The sources stay as they were before: had one changed meanwhile,
    /// nobody could say which of its contents was rendered, and the next build must look again.
    /// </summary>
    public static string AfterRendering(string before, OutputRecord outputs)
    {
        var text = new StringBuilder(before.Length);
        bool written = false;
        foreach (string line in before.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!written && IsKind(line, FingerprintLine.Source))
            {
                AppendOutputs(text, outputs);
                written = true;
            }

            if (!IsKind(line, FingerprintLine.Output))
            {
                text.Append(line).Append('\n');
            }
        }

        if (!written)
        {
            AppendOutputs(text, outputs);
        }

        return text.ToString();
    }

    private static bool IsKind(string line, string kind) =>
        line.StartsWith(kind, StringComparison.Ordinal) && line.Length > kind.Length && line[kind.Length] == '\t';

    private static void AppendOutputs(StringBuilder text, OutputRecord? outputs)
    {
        foreach (OutputFile file in outputs?.Files ?? [])
        {
            FileFacts? facts = FileFacts.Of(outputs!.FullPath(file));
            text.Append(FingerprintLine.OfOutput(file.Path, facts)).Append('\n');
        }
    }

    /// <summary>The renderer's version and its module's id: built from source, one version is many.</summary>
    private static string Engine()
    {
        Assembly renderer = typeof(DatasetBuilder).Assembly;
        string? version = renderer.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        string module = renderer.ManifestModule.ModuleVersionId.ToString("N");
        return FingerprintLine.Of(FingerprintLine.Engine, version ?? "", module);
    }
}
