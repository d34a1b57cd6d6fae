namespace Ricap.Building.Output;

/// <summary>Turns what the file system refuses into a coded problem.</summary>
internal static class OutputErrors
{
    /// <summary>Runs an action that writes to <paramref name="path"/>.</summary>
    public static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrap(path, e);
        }
    }

    /// <summary>Runs an action that writes to <paramref name="path"/>.</summary>
    public static void Guard(string path, Action action) => Guard(path, () =>
    {
        action();
        return true;
    });

    /// <summary>The problem behind an exception of the file system.</summary>
    public static RicapException Wrap(string path, Exception cause) => RicapException.NotWritten(path, cause);
}
