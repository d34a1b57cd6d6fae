using Ricap.Sources;

namespace Ricap.Tests.Sources;

/// <summary>A folder of its own for one test, removed after it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ricap-sources-").FullName;

    public string Write(string relative, byte[] content)
    {
        string path = System.IO.Path.Join(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

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

    public string At(string relative) => System.IO.Path.Join(Path, relative);

    /// <summary>Opens the folder, or a file in it, and expects no warning.</summary>
    public SourceSet Open(string relative = "", string? imageRoot = null) => SourceSet.Open(
        relative.Length == 0 ? Path : At(relative), imageRoot, problem => Assert.Fail(problem.ToString()));

    /// <summary>The problems that opening it ends with.</summary>
    public IReadOnlyList<Problem> Problems(string relative = "", string? imageRoot = null) => Assert.Throws<RicapException>(
        () => SourceSet.Open(relative.Length == 0 ? Path : At(relative), imageRoot, _ => { })).Problems;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
