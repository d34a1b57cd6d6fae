using Microsoft.Build.Framework;
using Ricap.MSBuild.Datasets;
using Ricap.MSBuild.Diagnostics;

namespace Ricap.MSBuild;

/// <summary>What the tasks share: where things are, and how problems become errors.</summary>
public abstract class RicapTask : Microsoft.Build.Utilities.Task
{
    /// <summary>The project's full path.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The folder of what is remembered between builds.</summary>
    [Required]
    public string Records { get; set; } = "";

    internal RecordFolder RecordFolder => new(Path.GetFullPath(MSBuildPath.Native(Records), ProjectFolder));

    internal string ProjectFolder => Path.GetDirectoryName(ProjectFile)!;

    /// <inheritdoc/>
    public sealed override bool Execute()
    {
        try
        {
            Run();
        }
        catch (RicapException e)
        {
            Log.LogProblems(e, ProjectFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogProblem(Problem.Error(ProblemCodes.OutputNotWritable, null, e.Message), ProjectFile);
        }

        return !Log.HasLoggedErrors;
    }

    private protected abstract void Run();
}
