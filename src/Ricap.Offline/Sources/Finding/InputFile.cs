namespace Ricap.Sources.Finding;

/// <summary>A file that a build reads, as it was when it was looked at; links are followed.</summary>
/// <param name="Name">What to call it: its path below the image folder, <c>/</c> between names. Within one build each once.</param>
/// <param name="Path">The file, so that more of it can be asked.</param>
/// <param name="Length">Bytes; −1 for a file that is not there or cannot be asked, which is looked for all the same.</param>
/// <param name="LastWriteUtcTicks">When it was last written; 0 for one that is not there.</param>
public sealed record InputFile(string Name, string Path, long Length, long LastWriteUtcTicks)
{
    /// <summary>Looks at a file.</summary>
    public static InputFile Of(string name, string path)
    {
        try
        {
            var file = new FileInfo(path);
            file = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists
                ? new InputFile(name, path, file.Length, file.LastWriteTimeUtc.Ticks)
                : new InputFile(name, path, -1, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new InputFile(name, path, -1, 0);
        }
    }
}
