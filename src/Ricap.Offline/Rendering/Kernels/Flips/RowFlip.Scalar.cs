namespace Ricap.Rendering.Kernels.Flips;

internal static partial class RowFlip
{
    /// <summary>The oracle: one pixel after another.</summary>
    internal static void CopyScalar(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        for (int to = 0, from = source.Length - 3; from >= 0; to += 3, from -= 3)
        {
            destination[to] = source[from];
            destination[to + 1] = source[from + 1];
            destination[to + 2] = source[from + 2];
        }
    }
}
