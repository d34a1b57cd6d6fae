using Ricap.Building.Output;
using Ricap.MSBuild.Diagnostics;

namespace Ricap.MSBuild.Datasets;

/// <summary>
/// Whose an output folder is: two projects that render into one would undo each other's work for ever, each build right
/// in its own eyes. A note in the folder names the project by the way to it from there, so it holds in every checkout and
/// no machine's path is in it.
/// </summary>
internal sealed class OutputOwner
{
    private const string FileName = "owner";

    private readonly string _folder;
    private readonly string _project;

    /// <param name="folder">The output folder's full path.</param>
    /// <param name="projectFile">The full path of the project that asks.</param>
    public OutputOwner(string folder, string projectFile)
    {
        _folder = folder;
        _project = Name(folder, projectFile);
    }

    private string Note => Path.Combine(_folder, DatasetLayout.StateFolder, FileName);

    /// <summary>Another project whose folder it is; null if it is nobody's or the asking project's.</summary>
    public string? Other
    {
        get
        {
            // Letter case aside: Windows and macOS do not tell it apart, and no folder has two projects that only it does.
            string? owner = RecordFolder.Read(Note)?.Trim();
            return string.IsNullOrEmpty(owner) || owner.Equals(_project, StringComparison.OrdinalIgnoreCase) || IsGone(owner)
                ? null
                : IsWay(owner) ? Path.GetFullPath(owner, _folder) : owner;
        }
    }

    /// <summary>Refuses a data set whose folder is another project's.</summary>
    /// <exception cref="RicapException">It is.</exception>
    public void Require(Dataset dataset)
    {
        if (Other is { } other)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.OutputOfAnotherProject,
                dataset.DefiningFile,
                $"RicapDataset '{dataset.Name}': {_folder} belongs to the project {other}; "
                + $"give this data set another {Dataset.OutName}, or clean that project if it is to have the folder no more",
                ItemLocation.LineOf(dataset, Dataset.OutName)));
        }
    }

    /// <summary>Makes the folder the asking project's. Only while it is locked.</summary>
    /// <exception cref="RicapException">It is another project's.</exception>
    public void Claim(Dataset dataset)
    {
        Require(dataset);
        if (RecordFolder.Read(Note)?.Trim() != _project)
        {
            RecordFolder.Write(Note, _project + "\n");
        }
    }

    /// <summary>Makes the folder nobody's. Only while it is locked.</summary>
    public void Release() => File.Delete(Note);

    /// <summary>
    /// The way from the folder to the project. Where it would lead over the root of the file system it would be the path
    /// of a machine: then the project's folder and file alone.
    /// </summary>
    private static string Name(string folder, string projectFile)
    {
        string root = Path.GetPathRoot(projectFile)!;
        string first = projectFile[root.Length..].Split(Path.DirectorySeparatorChar)[0];
        bool isNear = folder.StartsWith(root + first + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase);
        string name = isNear
            ? Path.GetRelativePath(folder, projectFile)
            : Path.Join(Path.GetFileName(Path.GetDirectoryName(projectFile)), Path.GetFileName(projectFile));
        return name.Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>A project that was renamed, moved or deleted owns nothing.</summary>
    private bool IsGone(string owner) => IsWay(owner) && !File.Exists(Path.GetFullPath(owner, _folder));

    private static bool IsWay(string owner) => owner.StartsWith("../", StringComparison.Ordinal);
}
