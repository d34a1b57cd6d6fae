namespace Ricap.Sources.Finding;

/// <summary>A kind of place where images come from. A new one is a class and a line in <see cref="SourceKinds"/>.</summary>
internal interface ISourceKind
{
    /// <summary>What a message calls it.</summary>
    string Description { get; }

    /// <summary>Whether a request for it may name a folder that paths start from.</summary>
    bool TakesImageRoot => false;

    /// <summary>Whether a path names a source of this kind, by what its name says or is.</summary>
    bool Takes(string images);

    /// <summary>Finds the sources.</summary>
    /// <param name="request">Where, what is there, and what the classes are to be.</param>
    /// <param name="report">Gets every warning, in a fixed order.</param>
    /// <exception cref="RicapException">All errors that were found, together.</exception>
    SourceSet Open(SourceRequest request, Action<Problem> report);

    /// <summary>
    /// Every file that <see cref="Open"/> and reading the sources look at, those not there that would be read included, in a fixed order.
    /// No image is opened. What cannot be listed is left out: opening it says why.
    /// </summary>
    IEnumerable<InputFile> InputFiles(string images);
}
