namespace Ricap.Rendering.Kernels;

internal static partial class RowCopy
{
    /// <summary>The oracle: one byte after another.</summary>
    internal static void CopyScalar(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = source[i];
        }
    }
}
