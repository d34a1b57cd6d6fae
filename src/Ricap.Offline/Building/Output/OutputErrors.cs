namespace Ricap.Building.Output;

/// <summary>Turns what the file system refuses into a coded problem.</summary>
internal static class OutputErrors
{
    // errno on Linux and macOS; HRESULTs of ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] DiskFull = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

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
    public static RicapException Wrap(string path, Exception cause) =>
        cause is IOException && DiskFull.Contains(cause.HResult)
            ? new RicapException(Problem.Error(ProblemCodes.DiskFull, path, "the disk is full; make room and run this again, it goes on where it stopped"), cause)
            : new RicapException(Problem.Error(ProblemCodes.OutputNotWritable, path, $"cannot be written: {cause.Message}"), cause);
}
