namespace Ricap.Building.Output;

/// <summary>A file of its own, written beside its place and renamed into it, so that nobody ever sees half of it.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file; one that is there is replaced.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="RicapException">It cannot be written.</exception>
    public static void Write(string path, Action<Stream> write) => OutputErrors.Guard(path, () => WriteOver(path, write));

    /// <summary>As <see cref="Write"/>, and makes the file's folder if need be: again, if another process deletes it meanwhile.</summary>
    public static void WriteWithFolder(string path, Action<Stream> write) => OutputErrors.Guard(path, () =>
        VanishingFolder.Use(Path.GetDirectoryName(path)!, () =>
        {
            WriteOver(path, write);
            return true;
        }));

    private static void WriteOver(string path, Action<Stream> write)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
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
