namespace Ricap.Rendering.Kernels.Fills;

internal static partial class RectangleSpread
{
    /// <summary>The oracle: one pixel after another.</summary>
    internal static void FillScalar(
        ReadOnlySpan<byte> source, int sourceStride, Span<byte> destination, int destinationStride, int length, int rows)
    {
        for (int row = 0; row < rows && length > 0; row++)
        {
            ReadOnlySpan<byte> pixel = source.Slice(row * sourceStride, KernelArguments.PixelBytes);
            RowFill.FillScalar(destination.Slice(row * destinationStride, length), pixel[0], pixel[1], pixel[2]);
        }
    }
}
