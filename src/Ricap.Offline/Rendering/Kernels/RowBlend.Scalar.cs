namespace Ricap.Rendering.Kernels;

internal static partial class RowBlend
{
    /// <summary>The oracle: one byte after another. No sum exceeds 255·65,536 + 32,768.</summary>
    internal static void OverScalar(ReadOnlySpan<byte> over, Span<byte> below, int weight)
    {
        for (int i = 0; i < over.Length; i++)
        {
            below[i] = (byte)(((below[i] * (Whole - weight)) + (over[i] * weight) + Half) >> Shift);
        }
    }
}
