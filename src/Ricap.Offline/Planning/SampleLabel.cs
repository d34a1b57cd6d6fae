namespace Ricap.Planning;

/// <summary>The share of one class in a sample's soft label.</summary>
/// <param name="Class">Index into the data set's classes.</param>
/// <param name="Weight">
/// Area in millionths of a pixel, so that soft source labels stay integers too: a class that covers 100 pixels has
/// 100,000,000. The weights of a sample sum to W·H·1,000,000 exactly.
/// </param>
public readonly record struct ClassWeight(int Class, long Weight)
{
    /// <summary>What one pixel of a hard-labelled source weighs.</summary>
    public const long PerPixel = 1_000_000;
}
