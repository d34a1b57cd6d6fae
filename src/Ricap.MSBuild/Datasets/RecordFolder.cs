using System.Text;
using Ricap.Building.Output;

namespace Ricap.MSBuild.Datasets;

/// <summary>
/// What is remembered between builds, in a folder of the project's under <c>obj/</c> that all target frameworks and
/// configurations share, because they share the shards. A data set has
/// <list type="bullet">
/// <item><c>NAME.stamp</c>: the fingerprint that the last successful rendering ended with, written last: the data set is
/// up to date while its fingerprint is this one, whatever the times of files are;</item>
/// <item><c>NAME.digest</c>: a hash of the fingerprint and the stamp's file when both were last compared and equal;</item>
/// <item><c>NAME.inputs</c>: the fingerprint that a rendering begins with;</item>
/// <item><c>NAME.outputs</c>: the files that the last rendering made;</item>
/// <item><c>NAME.warnings</c>: what it warned of, to be said again in every build.</item>
/// </list>
/// </summary>
internal sealed class RecordFolder(string path)
{
    private const string OutputsExtension = ".outputs";

    /// <summary>The folder's full path.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(path);

    /// <summary>Where hashes of unchanged files are remembered unless a data set says otherwise.</summary>
    public string Cache => Path.Combine(Root, "cache");

    /// <summary>The names of all data sets there is an output record of.</summary>
    public IReadOnlyList<string> RecordedNames => Directory.Exists(Root)
        ? [.. Directory.EnumerateFiles(Root, $"*{OutputsExtension}").Select(f => Path.GetFileNameWithoutExtension(f))]
        : [];

    /// <summary>The fingerprint of what is to be rendered.</summary>
    public string Inputs(string name) => Path.Combine(Root, $"{name}.inputs");

    /// <summary>The fingerprint of what was rendered last.</summary>
    public string Stamp(string name) => Path.Combine(Root, $"{name}.stamp");

    /// <summary>The digest of a fingerprint that was equal to the stamp.</summary>
    public string Digest(string name) => Path.Combine(Root, $"{name}.digest");

    /// <summary>The list of files that were rendered last.</summary>
    public string Outputs(string name) => Path.Combine(Root, name + OutputsExtension);

    /// <summary>The warnings of what was rendered last.</summary>
    public string Warnings(string name) => Path.Combine(Root, $"{name}.warnings");

    /// <summary>Forgets a data set.</summary>
    public void Forget(string name)
    {
        File.Delete(Stamp(name));
        File.Delete(Digest(name));
        File.Delete(Inputs(name));
        File.Delete(Warnings(name));
        File.Delete(Outputs(name));
    }

    /// <summary>
    /// Deletes stamps, fingerprints, remembered hashes: all ours. What another build writes meanwhile stays, for it is that
    /// build's.
    /// </summary>
    public void Delete()
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        foreach (string file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).ToList())
        {
            File.Delete(file);
        }

        VanishingFolder.DeleteIfEmpty(Cache);
        VanishingFolder.DeleteIfEmpty(Root);
        VanishingFolder.DeleteIfEmpty(Path.GetDirectoryName(Root)!);
    }

    /// <summary>The text of a record; null if there is none.</summary>
    public static string? Read(string file) => File.Exists(file) ? File.ReadAllText(file) : null;

    /// <summary>Writes a record beside its place and renames it, so that none is ever there by half.</summary>
    public static void Write(string file, string text) => WholeFile.WriteWithFolder(file, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write(text);
    });
}
