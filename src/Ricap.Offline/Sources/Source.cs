namespace Ricap.Sources;

/// <summary>One source image, found but not yet read.</summary>
/// <param name="Path">Where it lies relative to the image folder, <c>/</c> between names whatever the system;
/// for an IDX file its name and the row, <c>train-images-idx3-ubyte.gz#00042</c>.</param>
/// <param name="Class">Index into <see cref="SourceSet.Classes"/>; of a soft label the heaviest class.</param>
/// <param name="Label">The soft label a list gave it; null where the whole image is of <paramref name="Class"/>.</param>
/// <param name="Length">Bytes of the file when it was found; of one image in an IDX file.</param>
/// <param name="LastWriteUtcTicks">When the file was last written, as it was when found.</param>
internal sealed record Source(string Path, int Class, SoftLabel? Label, long Length, long LastWriteUtcTicks)
{
    /// <summary>What else the listing that found it said of the file; null where that said nothing.</summary>
    public FileFacts? Facts { get; init; }
}
