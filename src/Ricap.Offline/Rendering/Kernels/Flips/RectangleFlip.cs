using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels.Flips;

/// <summary>Mirrors each row of a rectangle of RGB24 pixels left to right, as <see cref="RowFlip"/> does one.</summary>
internal static class RectangleFlip
{
    /// <summary>Copies the first <paramref name="length"/> bytes of each row, pixels in reverse order.</summary>
    /// <param name="source">Begins with the rectangle's first byte; holds all of its rows.</param>
    /// <param name="sourceStride">Bytes from one row to the next.</param>
    /// <param name="destination">Begins with the place of the first byte; does not overlap the source.</param>
    /// <param name="destinationStride">Bytes from one row to the next.</param>
    /// <param name="length">Bytes of a row: whole pixels, 0 or more.</param>
    /// <param name="rows">How many rows, 0 or more.</param>
    public static void Copy(
        ReadOnlySpan<byte> source, int sourceStride, Span<byte> destination, int destinationStride, int length, int rows)
    {
        if (length == 0 || rows == 0)
        {
            return;
        }

        KernelArguments.WholePixels(length, nameof(length));
        KernelArguments.HoldsRectangle(source.Length, sourceStride, length, rows, nameof(source));
        KernelArguments.HoldsRectangle(destination.Length, destinationStride, length, rows, nameof(destination));
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<byte> from = source.Slice(row * sourceStride, length);
            Span<byte> to = destination.Slice(row * destinationStride, length);
            if (Vector256.IsHardwareAccelerated)
            {
                RowFlip.Copy256(from, to);
            }
            else if (Vector128.IsHardwareAccelerated)
            {
                RowFlip.Copy128(from, to);
            }
            else
            {
                RowFlip.CopyScalar(from, to);
            }
        }
    }
}
