namespace Ricap.Sources.Finding;

/// <summary>A file that a build reads, or would read if it were there.</summary>
/// <param name="Name">What to call it: its path below the image folder, <c>/</c> between names. Within one build each once.</param>
/// <param name="Path">The file; it may be a link to it.</param>
internal sealed record InputFile(string Name, string Path)
{
    /// <summary>What the listing that found it said of the file; null where that said nothing.</summary>
    public FileFacts? Listed { get; init; }

    /// <summary>What the file system says of the file; null if there is none.</summary>
    public FileFacts? Facts => Listed ?? FileFacts.Of(Path);
}
