namespace Ricap.Sources;

/// <summary>Where images come from: the classes, and the sources in their order.</summary>
/// <remarks>
/// Names are ordered by their UTF-8 bytes, which is code point order: the same on every system and in every culture.
/// An instance never changes and may be used on many threads.
/// </remarks>
internal abstract class SourceSet
{
    private protected SourceSet(IReadOnlyList<string> classes, IReadOnlyList<Source> sources)
    {
        Classes = classes;
        Sources = sources;
    }

    /// <summary>
    /// The names of the classes in order: of the class folders, of all that a list mentions, or, for an IDX file,
    /// the numbers from 0 to the largest label, those no image has among them.
    /// </summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The sources: of a folder by path, of a list and an IDX file as they stand there.</summary>
    public IReadOnlyList<Source> Sources { get; }

    /// <summary>Reads one source's bytes; safe on many threads at a time.</summary>
    /// <param name="index">Into <see cref="Sources"/>.</param>
    /// <exception cref="RicapException">The file cannot be read, or changed since it was found.</exception>
    public abstract SourceContent Read(int index);

    /// <summary>The file a source comes from, as a user would open it.</summary>
    /// <param name="index">Into <see cref="Sources"/>.</param>
    public abstract string FullPath(int index);

    /// <summary>Finds the sources.</summary>
    /// <param name="images">A folder with one folder of images a class, a list (<c>.csv</c> or <c>.jsonl</c>), or an
    /// IDX file of images with its labels file beside it.</param>
    /// <param name="imageRoot">The folder that paths of a list start from; null for the list's own folder.</param>
    /// <param name="report">Gets every warning, in a fixed order.</param>
    /// <exception cref="RicapException">All errors that were found, together.</exception>
    public static SourceSet Open(string images, string? imageRoot, Action<Problem> report)
    {
        ArgumentException.ThrowIfNullOrEmpty(images);
        ArgumentNullException.ThrowIfNull(report);
        bool isFolder = Directory.Exists(images);
        ListFormat? list = isFolder ? null : ListFile.FormatOf(images);
        if (imageRoot is not null && list is null)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.InvalidOption, images, "an image root goes with a .csv or .jsonl list only"));
        }

        if (isFolder)
        {
            return FolderScan.Open(images, report);
        }

        if (!File.Exists(images))
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.SourcesNotFound, images, "there is no such folder or file"));
        }

        if (list is { } format)
        {
            return ListFile.Open(images, format, imageRoot);
        }

        return IdxSourceSet.IsImagesName(images)
            ? IdxSourceSet.Open(images)
            : throw new RicapException(Problem.Error(
                ProblemCodes.InvalidOption,
                images,
                "not a folder, a .csv or .jsonl list, nor an IDX file named like train-images-idx3-ubyte[.gz]"));
    }
}
