namespace Ricap.Rendering.Kernels;

internal static partial class Planes
{
    /// <summary>The oracle: one pixel after another.</summary>
    internal static void FromInterleavedScalar(ReadOnlySpan<byte> hwc, Span<byte> chw, int pixels)
    {
        for (int i = 0; i < pixels; i++)
        {
            chw[i] = hwc[3 * i];
            chw[pixels + i] = hwc[(3 * i) + 1];
            chw[(2 * pixels) + i] = hwc[(3 * i) + 2];
        }
    }
}
