using System.Text;

namespace Ricap.MSBuild.Datasets;

/// <summary>
/// What is remembered between builds, three files a data set, in a folder under <c>obj/</c> that all target frameworks
/// and configurations share, because they share the shards:
/// <list type="bullet">
/// <item><c>NAME.inputs</c>: the fingerprint of everything the shards depend on, rewritten only when it differs;</item>
/// <item><c>NAME.stamp</c>: the fingerprint that the last successful rendering ended with, written last;</item>
/// <item><c>NAME.outputs</c>: the files that rendering made.</item>
/// </list>
/// </summary>
internal sealed class RecordFolder(string path)
{
    private const string OutputsExtension = ".outputs";

    /// <summary>The folder's full path.</summary>
    public string Root { get; } = path;

    /// <summary>Where hashes of unchanged files are remembered unless a data set says otherwise.</summary>
    public string Cache => Path.Combine(Root, "cache");

    /// <summary>The names of all data sets there is an output record of.</summary>
    public IReadOnlyList<string> RecordedNames => Directory.Exists(Root)
        ? [.. Directory.EnumerateFiles(Root, $"*{OutputsExtension}").Select(f => Path.GetFileNameWithoutExtension(f))]
        : [];

    /// <summary>The fingerprint of what there is now.</summary>
    public string Inputs(string name) => Path.Combine(Root, $"{name}.inputs");

    /// <summary>The fingerprint of what was rendered last.</summary>
    public string Stamp(string name) => Path.Combine(Root, $"{name}.stamp");

    /// <summary>The list of files that were rendered last.</summary>
    public string Outputs(string name) => Path.Combine(Root, name + OutputsExtension);

    /// <summary>Forgets a data set.</summary>
    public void Forget(string name)
    {
        File.Delete(Stamp(name));
        File.Delete(Inputs(name));
        File.Delete(Outputs(name));
    }

    /// <summary>The text of a record; null if there is none.</summary>
    public static string? Read(string file) => File.Exists(file) ? File.ReadAllText(file) : null;

    /// <summary>Writes a record beside its place and renames it, so that none is ever there by half.</summary>
    public static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string temporary = $"{file}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(temporary, file, overwrite: true);
    }
}
