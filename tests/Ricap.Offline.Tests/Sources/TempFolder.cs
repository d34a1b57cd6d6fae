using Ricap.Sources;
using Ricap.Sources.Classes;
using Ricap.Sources.Finding;

namespace Ricap.Tests.Sources;

/// <summary>A folder of its own for one test, removed after it.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly Scratch _scratch = new();

    public string Path => _scratch.Folder;

    public string Write(string relative, byte[] content) => _scratch.Write(relative, content);

    public string Write(string relative, string content) => Write(relative, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Files that only have to be there, with a byte in each.</summary>
    public TempFolder With(params string[] relatives)
    {
        foreach (string relative in relatives)
        {
            Write(relative, "x");
        }

        return this;
    }

    public void Link(string relative, string target)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(relative))!);
        File.CreateSymbolicLink(At(relative), target);
    }

    public string At(string relative) => _scratch[relative];

    /// <summary>Opens the folder, or a file in it, and expects no warning.</summary>
    public SourceSet Open(string relative = "", string? imageRoot = null, ClassRules? classes = null) => SourceKinds.Open(
        Request(relative, imageRoot, classes), problem => Assert.Fail(problem.ToString()));

    /// <summary>The problems that opening it ends with.</summary>
    public IReadOnlyList<Problem> Problems(string relative = "", string? imageRoot = null, ClassRules? classes = null) =>
        Assert.Throws<RicapException>(() => SourceKinds.Open(Request(relative, imageRoot, classes), _ => { })).Problems;

    /// <summary>The warnings that opening it comes with.</summary>
    public IReadOnlyList<Problem> Warnings(string relative = "", ClassRules? classes = null)
    {
        var warnings = new List<Problem>();
        SourceKinds.Open(Request(relative, null, classes), warnings.Add);
        return warnings;
    }

    public void Dispose() => _scratch.Dispose();

    private SourceRequest Request(string relative, string? imageRoot, ClassRules? classes) =>
        new(relative.Length == 0 ? Path : At(relative)) { ImageRoot = imageRoot, Classes = classes ?? new ClassRules() };
}
