using Ricap.Sources.Classes;

namespace Ricap.Sources.Finding;

/// <summary>What sources are to be found.</summary>
/// <param name="Images">A folder with one folder of images a class, a list (<c>.csv</c> or <c>.jsonl</c>), or an IDX file of
/// images with its labels file beside it.</param>
internal sealed record SourceRequest(string Images)
{
    /// <summary>The folder that paths of a list start from; null for the list's own folder.</summary>
    public string? ImageRoot { get; init; }

    /// <summary>What was said about the classes.</summary>
    public ClassRules Classes { get; init; } = new();

    /// <summary>How many threads look; 0 for one a processor.</summary>
    public int Threads { get; init; }
}
