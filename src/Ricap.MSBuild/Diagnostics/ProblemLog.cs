using Microsoft.Build.Utilities;
using Ricap.MSBuild.Datasets;

namespace Ricap.MSBuild.Diagnostics;

/// <summary>Hands problems to MSBuild as errors and warnings with code, place and help page.</summary>
internal static class ProblemLog
{
    private const string HelpPage = "https://github.com/ricap-pipeline/RicapPipeline/blob/main/docs/diagnostics.md";

    /// <summary>Logs everything that ended some work.</summary>
    public static void LogProblems(this TaskLoggingHelper log, RicapException exception, string projectFile)
    {
        foreach (Problem problem in exception.Problems)
        {
            log.LogProblem(problem, projectFile);
        }
    }

    /// <summary>Logs a problem; one without a place is the project's. Options are called as metadata are.</summary>
    public static void LogProblem(this TaskLoggingHelper log, Problem problem, string projectFile)
    {
        problem = problem.Spelled(DatasetOptionReader.Spelling);
        string file = problem.Path ?? projectFile;
        string help = $"{HelpPage}#{problem.Code.ToLowerInvariant()}";
        if (problem.Severity == ProblemSeverity.Error)
        {
            log.LogError(null, problem.Code, null, help, file, problem.Line, 0, 0, 0, problem.Message);
        }
        else
        {
            log.LogWarning(null, problem.Code, null, help, file, problem.Line, 0, 0, 0, problem.Message);
        }
    }
}
