using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels;

/// <summary>
/// Copies a rectangle of bytes between images: the part of a source that shows in a sample. They do not overlap.
/// <code>
///   source      |======= stride =======|        destination
///               +----------------------+        |==== stride ====|
///               |     +--length--+     |        +----------------+
///               |     |          | rows|   to    |    +--length--+|
///               |     +----------+     |        |    |          || rows
/// </code>
/// </summary>
internal static partial class RectangleCopy
{
    // How a row is copied depends on its length alone, so that is looked at once for all rows. Composing samples of
    // 32x32, whose runs are short, took 64 calls of RowCopy a sample, and the calls and their checks most of the time.

    /// <summary>Copies the first <paramref name="length"/> bytes of each row.</summary>
    /// <param name="source">Begins with the rectangle's first byte; holds all of its rows.</param>
    /// <param name="sourceStride">Bytes from one row to the next.</param>
    /// <param name="destination">Begins with the place of the first byte.</param>
    /// <param name="destinationStride">Bytes from one row to the next.</param>
    /// <param name="length">Bytes of a row, 0 or more.</param>
    /// <param name="rows">How many rows, 0 or more.</param>
    [MethodImpl(MethodImplOptions.NoInlining)] // so that its loops have the registers to themselves
    public static void Copy(
        ReadOnlySpan<byte> source, int sourceStride, Span<byte> destination, int destinationStride, int length, int rows)
    {
        if (length == 0 || rows == 0)
        {
            return;
        }

        KernelArguments.HoldsRectangle(source.Length, sourceStride, length, rows, nameof(source));
        KernelArguments.HoldsRectangle(destination.Length, destinationStride, length, rows, nameof(destination));
        if (rows > 1 && length == sourceStride && length == destinationStride)
        {
            source[..(length * rows)].CopyTo(destination); // whole rows of both are one run
            return;
        }

        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        if (length > RowCopy.LongestByVectors || !Vector128.IsHardwareAccelerated)
        {
            for (int row = 0; row < rows; row++)
            {
                source.Slice(row * sourceStride, length).CopyTo(destination[(row * destinationStride)..]);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Copy256(ref from, (nuint)sourceStride, ref to, (nuint)destinationStride, (nuint)length, rows);
        }
        else
        {
            Copy128(ref from, (nuint)sourceStride, ref to, (nuint)destinationStride, (nuint)length, rows);
        }
    }
}
