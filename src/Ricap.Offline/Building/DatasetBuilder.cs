using Ricap.Options;

namespace Ricap.Building;

/// <summary>Builds a data set: sources to base shards to epoch shards to manifest.</summary>
public static class DatasetBuilder
{
    /// <summary>Brings the output folder to what the options say, making only what is not there.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="observer">Hears problems and progress.</param>
    /// <param name="cancellation">Ends the build between samples; what is done is kept for the next one.</param>
    /// <exception cref="RicapException">Something is wrong with the sources or the output.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public static BuildResult Build(DatasetOptions options, IBuildObserver observer, CancellationToken cancellation)
    {
        throw new RicapException(Problem.Error(ProblemCodes.InternalError, null, "under construction"));
    }
}
