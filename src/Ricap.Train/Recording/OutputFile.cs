using Ricap.Building;

namespace Ricap.Train.Recording;

/// <summary>Files of a run, written beside their place and renamed, so that nobody ever sees half of one.</summary>
internal static class OutputFile
{
    /// <summary>Writes a whole file; one that is there is replaced.</summary>
    /// <exception cref="RicapException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> bytes) => Guard(path, () =>
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(bytes.Span);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    });

    /// <summary>Runs something that writes to <paramref name="path"/>.</summary>
    /// <exception cref="RicapException">It cannot be written: permissions, or the disk is full.</exception>
    public static void Guard(string path, Action action) => OutputErrors.Guard(path, action);
}
