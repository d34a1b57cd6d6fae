using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels.Fills;

/// <summary>
/// Repeats one RGB24 pixel of each row along a run of that row: what a shifted source leaves open at its side, filled with
/// the nearest there is. Source and destination do not overlap.
/// <code>
///   source   a . . . .        destination   a a a . .
///            b . . . .                      b b b . .
///                                           length
/// </code>
/// </summary>
internal static partial class RectangleSpread
{
    // How a run is filled depends on its length alone, so that is looked at once for all rows. A call of RowFill a row took
    // more than a quarter of the time of composing moved samples of 224x224.

    /// <summary>Fills <paramref name="length"/> bytes of each row.</summary>
    /// <param name="source">Begins with the first row's pixel; holds one a row.</param>
    /// <param name="sourceStride">Bytes from one row to the next.</param>
    /// <param name="destination">Begins with the first row's run.</param>
    /// <param name="destinationStride">Bytes from one row to the next.</param>
    /// <param name="length">Bytes of a run: whole pixels, 0 or more.</param>
    /// <param name="rows">How many rows, 0 or more.</param>
    [MethodImpl(MethodImplOptions.NoInlining)] // so that its loops have the registers to themselves
    public static void Fill(
        ReadOnlySpan<byte> source, int sourceStride, Span<byte> destination, int destinationStride, int length, int rows)
    {
        if (length == 0 || rows == 0)
        {
            return;
        }

        KernelArguments.WholePixels(length, nameof(length));
        KernelArguments.HoldsRectangle(source.Length, sourceStride, KernelArguments.PixelBytes, rows, nameof(source));
        KernelArguments.HoldsRectangle(destination.Length, destinationStride, length, rows, nameof(destination));
        if (Vector128.IsHardwareAccelerated)
        {
            Fill128(
                ref MemoryMarshal.GetReference(source), (nuint)sourceStride,
                ref MemoryMarshal.GetReference(destination), (nuint)destinationStride, (nuint)length, rows);
        }
        else
        {
            FillScalar(source, sourceStride, destination, destinationStride, length, rows);
        }
    }
}
