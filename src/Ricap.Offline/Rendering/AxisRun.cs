namespace Ricap.Rendering;

/// <summary>
/// How a run of places lies on one axis of a source of n pixels.
/// <code>
///        From           0               n
///         |---Before----|----Inside-----|--After--|
///           fill rule        the source   fill rule
/// </code>
/// </summary>
/// <param name="From">The run's first place; negative before the source.</param>
/// <param name="Before">Places before the source.</param>
/// <param name="Inside">Places on it.</param>
/// <param name="After">Places after it.</param>
internal readonly record struct AxisRun(int From, int Before, int Inside, int After)
{
    /// <summary>The first place on the source, where there is one.</summary>
    public int First => From + Before;

    /// <summary>The run of <paramref name="length"/> places from <paramref name="from"/> on.</summary>
    public static AxisRun Of(int from, int length, int n)
    {
        int before = Math.Clamp(-from, 0, length);
        int after = Math.Clamp(from + length - n, 0, length);
        return new AxisRun(from, before, length - before - after, after);
    }
}
