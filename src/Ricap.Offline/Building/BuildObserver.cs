namespace Ricap.Building;

/// <summary>The hops of a build, in order.</summary>
public enum BuildPhase
{
    /// <summary>Listing and hashing the sources; counted in images.</summary>
    Sources,

    /// <summary>Decoding new sources into base shards; counted in images.</summary>
    Base,

    /// <summary>Rendering samples into shards; counted in samples.</summary>
    Samples,
}

/// <summary>Hears what a build does, as much of it as an implementation cares for. Calls come one at a time, from any thread.</summary>
public interface IBuildObserver
{
    /// <summary>A problem was found: a warning at once, an error before the build fails with it.</summary>
    void OnProblem(Problem problem)
    {
    }

    /// <summary>Work went on.</summary>
    /// <param name="phase">Which hop.</param>
    /// <param name="done">Images or samples done, 0..<paramref name="total"/>.</param>
    /// <param name="total">Images or samples there are to do; 0 if there is nothing to do.</param>
    void OnProgress(BuildPhase phase, long done, long total)
    {
    }

    /// <summary>Something worth a line in a detailed log, e.g. why a shard is made again.</summary>
    void OnDetail(string message)
    {
    }
}

/// <summary>What a build did.</summary>
/// <param name="ManifestPath">The full path of <c>ricap.json</c>.</param>
/// <param name="Files">Every file of the data set, full paths, the manifest last.</param>
/// <param name="Shards">The full paths of the epochs' shards, in order.</param>
/// <param name="Made">How many base and epoch shards were made.</param>
/// <param name="Kept">How many were there already and hold.</param>
/// <param name="Removed">How many stale files were removed.</param>
/// <param name="Written">How many files beside shards were written: indexes of epochs, and the manifest.</param>
/// <param name="Decoded">How many images were decoded.</param>
/// <param name="Samples">How many samples were rendered.</param>
public sealed record BuildResult(
    string ManifestPath,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Shards,
    int Made,
    int Kept,
    int Removed,
    int Written,
    long Decoded,
    long Samples)
{
    /// <summary>Whether everything was there already: no file of the data set was made, written or removed.</summary>
    public bool UpToDate => HasAllShards && Written == 0;

    /// <summary>Whether all shards were there already, and no other file that is not to be.</summary>
    internal bool HasAllShards => Made == 0 && Removed == 0;
}
