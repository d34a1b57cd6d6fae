using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels;

/// <summary>
/// Copies the four patches of a sample, each of which is its source moved: where rows are equally long in both, a byte of a
/// patch lies as far from the sample's first byte as its source's byte lies from the patch's origin.
/// <code>
///   sample                          sources            origin
///   +--------+-------------+ 0      …---+--------+--------+---…    a patch's origin may lie outside its source,
///   |   0    |      1      |            |  +-----|-+      |         and what is read beside the patch as well:
///   +--------+-------------+ y          |  | . . |#|      |         it only has to be within the sources
///   |   2    |      3      |            +--|-----|-+------+
///   +--------+-------------+               +-----+-+
///            x
/// </code>
/// </summary>
internal static partial class FourPatches
{
    // Copying patches one after the other took 256 ns a sample of 32x32 where a plain copy of as much took 117: their runs
    // are 48 bytes on average, begin anywhere, and the ends of four loops and their lengths are guessed wrong. Here all
    // stores are whole vectors of rows, and one loop has all rows. Longer rows gain nothing.
    private const int ShortestByVectors = 64;
    private const int LongestByVectors = 96;

    /// <summary>Copies all rows of a sample.</summary>
    /// <param name="sources">Where all sources are.</param>
    /// <param name="origins">Of patches 0 to 3; of a patch with no area it does not matter.</param>
    /// <param name="sample">Takes the sample; its length is a multiple of the stride's.</param>
    /// <param name="stride">Bytes of a row, of samples and sources.</param>
    /// <param name="x">Bytes of a row that are of the patches at the left, 0..<paramref name="stride"/>.</param>
    /// <param name="y">Rows that are of the patches at the top, 0 or more.</param>
    public static void Copy(ReadOnlySpan<byte> sources, in Origins origins, Span<byte> sample, int stride, int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)x, (uint)stride, nameof(x));
        int rows = sample.Length / stride;
        y = Math.Min(y, rows);
        if (Vector256.IsHardwareAccelerated && stride is >= ShortestByVectors and <= LongestByVectors
            && origins.Least >= 0 && origins.Greatest <= sources.Length - sample.Length)
        {
            Copy256(
                ref MemoryMarshal.GetReference(sources), origins, ref MemoryMarshal.GetReference(sample), (nuint)stride, x, y, rows);
            return;
        }

        Copy(sources, origins[0], sample, stride, 0, x, 0, y);
        Copy(sources, origins[1], sample, stride, x, stride - x, 0, y);
        Copy(sources, origins[2], sample, stride, 0, x, y, rows - y);
        Copy(sources, origins[3], sample, stride, x, stride - x, y, rows - y);
    }

    private static void Copy(ReadOnlySpan<byte> sources, int origin, Span<byte> sample, int stride, int x, int length, int y, int rows)
    {
        if (length > 0 && rows > 0)
        {
            int at = (y * stride) + x;
            RectangleCopy.Copy(sources[(origin + at)..], stride, sample[at..], stride, length, rows);
        }
    }

    /// <summary>The places in the sources that would come to a sample's first byte, by patch.</summary>
    [InlineArray(Count)]
    internal struct Origins
    {
        /// <summary>How many patches there are.</summary>
        public const int Count = 4;

        private int _first;

        /// <summary>The least of them.</summary>
        public readonly int Least => Math.Min(Math.Min(this[0], this[1]), Math.Min(this[2], this[3]));

        /// <summary>The greatest of them.</summary>
        public readonly int Greatest => Math.Max(Math.Max(this[0], this[1]), Math.Max(this[2], this[3]));
    }
}
