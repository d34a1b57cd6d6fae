using Ricap.Building.Output;

namespace Ricap.CommandLine;

/// <summary>How a run ended that did not end well.</summary>
/// <param name="ExitCode">One of <see cref="CommandLine.ExitCode"/>.</param>
/// <param name="Problems">What to tell; empty if the user stopped it.</param>
/// <param name="Stack">Where a bug of ours came to light.</param>
public sealed record Failure(int ExitCode, IReadOnlyList<Problem> Problems, string? Stack = null)
{
    /// <summary>Makes sense of an exception. There is none that it does not: no user ever meets a stack unasked.</summary>
    public static Failure Of(Exception exception)
    {
        // Loops on several threads wrap what their bodies throw.
        IReadOnlyCollection<Exception> causes =
            exception is AggregateException many ? many.Flatten().InnerExceptions : [exception];
        if (causes.FirstOrDefault(e => e is not (RicapException or OperationCanceledException)) is { } bug)
        {
            if (bug is IOException io && OutputErrors.Wrap("", io).Problems[0].Code == ProblemCodes.DiskFull)
            {
                // Files and streams are guarded where they are written; a full disk that shows elsewhere is no bug of ours either.
                return new Failure(
                    CommandLine.ExitCode.OutputProblem, [Problem.Error(ProblemCodes.DiskFull, null, "the disk is full")]);
            }

            Problem problem = Problem.Error(
                ProblemCodes.InternalError,
                null,
                $"{bug.Message} ({bug.GetType().Name}); this is a bug: please report it with the output of RICAP_DEBUG=1");
            return new Failure(CommandLine.ExitCode.InternalError, [problem], exception.ToString());
        }

        Problem[] problems = [.. causes.OfType<RicapException>().SelectMany(e => e.Problems)];
        return problems.Length > 0
            ? new Failure(CommandLine.ExitCode.Of(problems), problems, InternalStack(problems, exception))
            : new Failure(CommandLine.ExitCode.Cancelled, []);
    }

    private static string? InternalStack(Problem[] problems, Exception exception) =>
        problems.Any(p => p.Code == ProblemCodes.InternalError) ? exception.ToString() : null;
}
