namespace Ricap.Building.Output;

/// <summary>A file of its own, written beside its place and renamed into it, so that nobody ever sees half of it.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file; one that is there is replaced.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Writes its content.</param>
    /// <param name="temporary">
    /// Where it is written first, on the same volume. Null for a name of this process, so that two may write one file; where only one can, a
    /// fixed name lets the next write replace what a kill left behind.
    /// </param>
    /// <exception cref="RicapException">It cannot be written.</exception>
    public static void Write(string path, Action<FileStream> write, string? temporary = null) =>
        OutputErrors.Guard(path, () => WriteOver(path, write, temporary));

    /// <summary>Writes a file from memory; one that is there is replaced.</summary>
    /// <exception cref="RicapException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> bytes) => Write(path, file => file.Write(bytes.Span));

    /// <summary>As <see cref="Write(string, Action{FileStream}, string?)"/>, and makes the file's folder if need be: again, if another process deletes it meanwhile.</summary>
    public static void WriteWithFolder(string path, Action<FileStream> write) => OutputErrors.Guard(path, () =>
        VanishingFolder.Use(Path.GetDirectoryName(path)!, () =>
        {
            WriteOver(path, write, null);
            return true;
        }));

    private static void WriteOver(string path, Action<FileStream> write, string? temporary)
    {
        temporary ??= $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (FileStream file = File.Create(temporary))
            {
                write(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
