namespace Ricap.Shards;

/// <summary>Turns what goes wrong with files of a data set into coded problems.</summary>
internal static class DatasetReading
{
    /// <summary>Runs what reads a file that a manifest names and gives nothing back.</summary>
    /// <exception cref="RicapException">It is missing, unreadable or damaged.</exception>
    public static void Guard(string path, Action read) => Guard(path, () =>
    {
        read();
        return true;
    });

    /// <summary>Runs what reads a file that a manifest names.</summary>
    /// <exception cref="RicapException">It is missing, unreadable or damaged.</exception>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.MissingFile, path, "is missing; the manifest names it"), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.Unreadable, path, $"cannot be read: {e.Message}"), e);
        }
        catch (ShardFormatException e)
        {
            throw new RicapException(Problem.Error(ProblemCodes.DamagedFile, path, $"is damaged: {e.Message}"), e);
        }
    }
}
