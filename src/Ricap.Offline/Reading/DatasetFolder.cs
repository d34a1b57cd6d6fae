using Ricap.Building.Output;
using Ricap.Shards;

namespace Ricap.Reading;

/// <summary>The data set that a user means.</summary>
internal static class DatasetFolder
{
    /// <summary>The full path of a data set's folder, given that or its manifest.</summary>
    /// <exception cref="RicapException">There is no data set.</exception>
    public static string Of(string given)
    {
        if (given.Length == 0)
        {
            throw new RicapException(Problem.Error(ProblemCodes.InvalidOption, null, "DIR is empty"));
        }

        string path = Path.GetFullPath(given);
        if (Path.GetFileName(path) == DatasetManifest.FileName && File.Exists(path))
        {
            path = Path.GetDirectoryName(path)!;
        }

        if (!Directory.Exists(path))
        {
            throw None(path, File.Exists(path) ? "is a file, not the folder of a data set" : "there is no such folder");
        }

        // Only a build that has ended leaves a manifest.
        bool begun = Directory.Exists(Path.Join(path, DatasetLayout.StateFolder));
        bool ended = File.Exists(Path.Join(path, DatasetManifest.FileName));
        return begun && !ended
            ? throw None(path, "its build has not ended; run 'ricap render', or 'ricap fetch', again, it goes on where it stopped")
            : path;
    }

    private static RicapException None(string path, string message) =>
        new(Problem.Error(ProblemCodes.BadManifest, path, message));
}
