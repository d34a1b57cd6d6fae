using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels;

/// <summary>
/// Blends a run of bytes over another one, in whole numbers: below = (below·(65,536 − weight) + over·weight + 32,768) / 65,536,
/// rounded down, which is the exact blend rounded to the nearest byte. Source and destination do not overlap.
/// </summary>
internal static partial class RowBlend
{
    /// <summary>The weight that leaves nothing of what is below.</summary>
    public const int Whole = 65_536;

    private const int Half = Whole / 2;
    private const int Shift = 16;

    /// <summary>Blends all of <paramref name="over"/> into the beginning of <paramref name="below"/>.</summary>
    /// <param name="over">Any number of bytes.</param>
    /// <param name="below">As many bytes or more; those past the end of the other run are left as they are.</param>
    /// <param name="weight">The weight of <paramref name="over"/>, 0..<see cref="Whole"/>.</param>
    public static void Over(ReadOnlySpan<byte> over, Span<byte> below, int weight)
    {
        KernelArguments.DestinationHolds(over.Length, below.Length, nameof(below));
        KernelArguments.Apart(over, below[..over.Length]);
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, Whole);
        if (Vector512.IsHardwareAccelerated)
        {
            Over512(over, below, weight);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Over256(over, below, weight);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Over128(over, below, weight);
        }
        else
        {
            OverScalar(over, below, weight);
        }
    }
}
