namespace Ricap.Sources.Finding;

/// <summary>The kinds of source there are, and the way into them.</summary>
internal static class SourceKinds
{
    /// <summary>Every kind. The first that takes a path has it.</summary>
    public static IReadOnlyList<ISourceKind> All { get; } =
    [
        new FolderKind(),
        new ListKind(),
        new IdxKind(),
    ];

    /// <summary>Finds the sources.</summary>
    /// <inheritdoc cref="ISourceKind.Open"/>
    public static SourceSet Open(SourceRequest request, Action<Problem> report)
    {
        string images = request.Images;
        ISourceKind? kind = KindOf(images);
        if (request.ImageRoot is not null && kind is not { TakesImageRoot: true })
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.InvalidOption, images, "an image root goes with a .csv or .jsonl list only"));
        }

        if (!Path.Exists(images))
        {
            string hint = images.AsSpan().ContainsAny('*', '?') ? "; wildcards are not followed: name the folder itself" : "";
            throw new RicapException(Problem.Error(
                ProblemCodes.SourcesNotFound, images, $"there is no such folder or file{hint}"));
        }

        SourceSet set = kind?.Open(request, report) ?? throw new RicapException(Problem.Error(
            ProblemCodes.InvalidOption, images, $"not {string.Join(", nor ", All.Select(each => each.Description))}"));
        return set.Sources.Count > 0
            ? set
            : throw new RicapException(Problem.Error(ProblemCodes.NoImages, images, "there is no image in it"));
    }

    /// <summary>The files that opening and reading would look at.</summary>
    /// <inheritdoc cref="ISourceKind.InputFiles"/>
    public static IEnumerable<InputFile> InputFiles(string images) =>
        KindOf(images)?.InputFiles(images) ?? [new InputFile(Path.GetFileName(images), images)];

    private static ISourceKind? KindOf(string images) => All.FirstOrDefault(kind => kind.Takes(images));
}
