namespace Ricap.CommandLine;

/// <summary>What <c>ricap</c> ends with; the help of the root command lists them.</summary>
public static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Ok = 0;

    /// <summary>The images or the data set are at fault: a bad image, a shard that does not hold.</summary>
    public const int DataProblem = 1;

    /// <summary>The command line is at fault.</summary>
    public const int Usage = 2;

    /// <summary>The output is at fault: not writable, disk full, somebody else's.</summary>
    public const int OutputProblem = 3;

    /// <summary>An object store is at fault, or the way there: not reached, not allowed, full.</summary>
    public const int StoreProblem = 4;

    /// <summary>A bug of ours.</summary>
    public const int InternalError = 70;

    /// <summary>Ended by Ctrl-C or SIGTERM; the next run goes on from there.</summary>
    public const int Cancelled = 130;

    /// <summary>The exit code of a run that ended with these problems: that of the first error.</summary>
    public static int Of(IReadOnlyList<Problem> problems) =>
        Of(problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error) ?? problems[0]);

    private static int Of(Problem problem) => problem.Code switch
    {
        ProblemCodes.InvalidOption or ProblemCodes.UnknownOption or ProblemCodes.MissingOption or ProblemCodes.CannotListen => Usage,
        ProblemCodes.OutputNotWritable or ProblemCodes.DiskFull or ProblemCodes.ForeignOutput => OutputProblem,
        ProblemCodes.StoreUnreachable or ProblemCodes.StoreDenied or ProblemCodes.BucketNotFound or ProblemCodes.StoreFull
            or ProblemCodes.StoreRefused or ProblemCodes.ForeignObject => StoreProblem,
        ProblemCodes.InternalError => InternalError,
        _ => DataProblem,
    };
}
