namespace Ricap.Building;

/// <summary>What a verification looked at.</summary>
/// <param name="Files">Files whose every byte was hashed.</param>
/// <param name="Samples">Samples that were planned, rendered and encoded again and compared.</param>
/// <param name="Problems">What does not hold; empty if everything does.</param>
public sealed record VerifyResult(int Files, long Samples, IReadOnlyList<Problem> Problems);

/// <summary>Checks a data set against its own manifest and plan, needing nothing but its folder.</summary>
public static class DatasetVerifier
{
    /// <summary>Checks every byte, hash, label sum and pixel of a data set.</summary>
    /// <param name="folder">The data set's folder.</param>
    /// <param name="observer">Hears each problem as it is found, and progress in samples.</param>
    /// <param name="threads">How many threads work; 0 = one a core.</param>
    /// <param name="cancellation">Ends the verification.</param>
    /// <exception cref="RicapException">There is no manifest, or one this build cannot read.</exception>
    public static VerifyResult Verify(string folder, IBuildObserver observer, int threads, CancellationToken cancellation)
    {
        throw new RicapException(Problem.Error(ProblemCodes.InternalError, folder, "under construction"));
    }
}
