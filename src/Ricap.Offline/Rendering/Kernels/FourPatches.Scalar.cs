namespace Ricap.Rendering.Kernels;

internal static partial class FourPatches
{
    /// <summary>The oracle: one byte after another.</summary>
    internal static void CopyScalar(ReadOnlySpan<byte> sources, in Origins origins, Span<byte> sample, int stride, int x, int y)
    {
        for (int at = 0; at < sample.Length; at++)
        {
            int patch = (at / stride < y ? 0 : 2) + (at % stride < x ? 0 : 1);
            sample[at] = sources[origins[patch] + at];
        }
    }
}
