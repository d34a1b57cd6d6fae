namespace Ricap.Rendering.Kernels;

internal static partial class RectangleCopy
{
    /// <summary>The oracle: one byte after another.</summary>
    internal static void CopyScalar(
        ReadOnlySpan<byte> source, int sourceStride, Span<byte> destination, int destinationStride, int length, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            RowCopy.CopyScalar(source.Slice(row * sourceStride, length), destination[(row * destinationStride)..]);
        }
    }
}
