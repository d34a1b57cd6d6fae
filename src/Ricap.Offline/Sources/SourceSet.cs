namespace Ricap.Sources;

/// <summary>Where images come from: the classes, and the sources in their order.</summary>
/// <remarks>
/// Names are ordered by their UTF-8 bytes, which is code point order: the same on every system and in every culture.
/// An instance never changes and may be used on many threads.
/// </remarks>
internal abstract class SourceSet
{
    private protected SourceSet(IReadOnlyList<string> classes, SourceTable sources)
    {
        Classes = classes;
        Sources = sources;
    }

    /// <summary>
    /// The names of the classes in order: of the class folders, of all that a list mentions, or, for an IDX file,
    /// the numbers from 0 to the largest label, those no image has among them; or those that were asked for.
    /// </summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The sources: of a folder by path, of a list and an IDX file as they stand there.</summary>
    public SourceTable Sources { get; }

    /// <summary>Reads one source's bytes; safe on many threads at a time.</summary>
    /// <param name="index">Into <see cref="Sources"/>.</param>
    /// <exception cref="RicapException">The file cannot be read, or changed since it was found.</exception>
    public abstract SourceContent Read(int index);

    /// <summary>The file a source comes from, as a user would open it.</summary>
    /// <param name="index">Into <see cref="Sources"/>.</param>
    public abstract string FullPath(int index);

    /// <summary>A hash of where a source is, which tells it from all other files.</summary>
    /// <param name="index">Into <see cref="Sources"/>.</param>
    public abstract Hash128 PlaceOf(int index);

    /// <summary>What the file system says of a source's file, as it was when the source was found or later; null where the source is no file.</summary>
    /// <param name="index">Into <see cref="Sources"/>.</param>
    public abstract FileFacts? Facts(int index);
}
