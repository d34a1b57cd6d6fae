using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ricap.Rendering.Kernels;

/// <summary>The checks that the faces of the kernels share; the throws stand apart so that the checks inline.</summary>
internal static class KernelArguments
{
    /// <summary>Bytes of one RGB24 pixel.</summary>
    public const int PixelBytes = 3;

    /// <summary>A kernel writes as many elements as it reads, so that is what the destination has to hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DestinationHolds(int needed, int available, string parameter)
    {
        if (available < needed)
        {
            ThrowTooShort(needed, available, parameter);
        }
    }

    /// <summary>A rectangle's last row ends within the bytes that there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void HoldsRectangle(int available, int stride, int length, int rows, string parameter)
    {
        if (stride < length || length < 0 || rows < 0 || ((long)(rows - 1) * stride) + length > available)
        {
            ThrowNoRectangle(available, stride, length, rows, parameter);
        }
    }

    /// <summary>No kernel works in place: each may write before it has read all of the source.</summary>
    [Conditional("DEBUG")]
    public static void Apart(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination) =>
        Debug.Assert(!source.Overlaps(destination), "The source and the destination overlap.");

    /// <summary>An RGB24 run is made of whole pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WholePixels(int bytes, string parameter)
    {
        if (bytes % PixelBytes != 0)
        {
            ThrowPartPixel(bytes, parameter);
        }
    }

    [DoesNotReturn]
    private static void ThrowTooShort(int needed, int available, string parameter) =>
        throw new ArgumentException($"The destination holds {available} elements; {needed} are needed.", parameter);

    [DoesNotReturn]
    private static void ThrowNoRectangle(int available, int stride, int length, int rows, string parameter) =>
        throw new ArgumentException($"{available} bytes do not hold {rows} rows of {length}, {stride} apart.", parameter);

    [DoesNotReturn]
    private static void ThrowPartPixel(int bytes, string parameter) =>
        throw new ArgumentException(
            $"An RGB24 run is a multiple of {PixelBytes} bytes; this one has {bytes}.", parameter);
}
