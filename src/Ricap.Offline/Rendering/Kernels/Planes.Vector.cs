using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels;

internal static partial class Planes
{
    // In every width the last step ends where the run ends: it may do over again pixels that the step before did.

    /// <summary>
    /// Parts 16 pixels at a time with one shuffle of a 64-byte window that holds their 48 bytes; a run of 21 pixels or
    /// fewer is shorter than a window and goes to <see cref="FromInterleaved256"/>.
    /// </summary>
    internal static void FromInterleaved512(ReadOnlySpan<byte> hwc, Span<byte> chw, int pixels)
    {
        const int Step = 16;
        const int Spare = 64 - (3 * Step);
        if (pixels * 3 < Vector512<byte>.Count)
        {
            FromInterleaved256(hwc, chw, pixels);
            return;
        }

        Debug.Assert(hwc.Length >= 3 * pixels && chw.Length >= 3 * pixels);
        ref byte from = ref MemoryMarshal.GetReference(hwc);
        ref byte to = ref MemoryMarshal.GetReference(chw);
        nuint plane = (nuint)pixels;

        // The window of the first step begins with its pixels, and every other window ends with them, so that none
        // reaches outside the source.
        StorePlanes(Vector512.Shuffle(Vector512.LoadUnsafe(ref from), Parted), ref to, 0, plane);
        nuint last = plane - Step;
        for (nuint i = 0; i < last;)
        {
            i = nuint.Min(i + Step, last);
            Vector512<byte> window = Vector512.LoadUnsafe(ref from, (3 * i) - Spare);
            StorePlanes(Vector512.Shuffle(window, Parted + Vector512.Create((byte)Spare)), ref to, i, plane);
        }
    }

    /// <summary>
    /// Parts 32 pixels at a time, 16 in each half of the vectors, so that no shuffle crosses the halves; a run of 31
    /// pixels or fewer goes to <see cref="FromInterleaved128"/>.
    /// </summary>
    internal static void FromInterleaved256(ReadOnlySpan<byte> hwc, Span<byte> chw, int pixels)
    {
        const int Step = 32;
        if (pixels < Step)
        {
            FromInterleaved128(hwc, chw, pixels);
            return;
        }

        Debug.Assert(hwc.Length >= 3 * pixels && chw.Length >= 3 * pixels);
        ref byte from = ref MemoryMarshal.GetReference(hwc);
        ref byte to = ref MemoryMarshal.GetReference(chw);
        nuint plane = (nuint)pixels;
        nuint last = plane - Step;

        for (nuint i = 0; ; i = nuint.Min(i + Step, last))
        {
            Part256(ref from, ref to, i, plane);
            if (i == last)
            {
                return;
            }
        }
    }

    /// <summary>Parts 16 pixels at a time; a shorter run goes to <see cref="FromInterleavedScalar"/>.</summary>
    internal static void FromInterleaved128(ReadOnlySpan<byte> hwc, Span<byte> chw, int pixels)
    {
        const int Step = 16;
        if (pixels < Step)
        {
            FromInterleavedScalar(hwc, chw, pixels);
            return;
        }

        Debug.Assert(hwc.Length >= 3 * pixels && chw.Length >= 3 * pixels);
        ref byte from = ref MemoryMarshal.GetReference(hwc);
        ref byte to = ref MemoryMarshal.GetReference(chw);
        nuint plane = (nuint)pixels;
        nuint last = plane - Step;

        for (nuint i = 0; ; i = nuint.Min(i + Step, last))
        {
            Part128(ref from, ref to, i, plane);
            if (i == last)
            {
                return;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePlanes(Vector512<byte> parted, ref byte to, nuint pixel, nuint plane)
    {
        parted.GetLower().GetLower().StoreUnsafe(ref to, pixel);
        parted.GetLower().GetUpper().StoreUnsafe(ref to, plane + pixel);
        parted.GetUpper().GetLower().StoreUnsafe(ref to, (2 * plane) + pixel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Part256(ref byte from, ref byte to, nuint pixel, nuint plane)
    {
        Vector256<byte> a = LoadHalves(ref from, 3 * pixel);
        Vector256<byte> b = LoadHalves(ref from, (3 * pixel) + 16);
        Vector256<byte> c = LoadHalves(ref from, (3 * pixel) + 32);

        (Vector256.Shuffle(a, InHalves(RedOfA)) | Vector256.Shuffle(b, InHalves(RedOfB))
            | Vector256.Shuffle(c, InHalves(RedOfC))).StoreUnsafe(ref to, pixel);
        (Vector256.Shuffle(a, InHalves(GreenOfA)) | Vector256.Shuffle(b, InHalves(GreenOfB))
            | Vector256.Shuffle(c, InHalves(GreenOfC))).StoreUnsafe(ref to, plane + pixel);
        (Vector256.Shuffle(a, InHalves(BlueOfA)) | Vector256.Shuffle(b, InHalves(BlueOfB))
            | Vector256.Shuffle(c, InHalves(BlueOfC))).StoreUnsafe(ref to, (2 * plane) + pixel);
    }

    /// <summary>One third of 16 pixels and the same third of the 16 pixels after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> LoadHalves(ref byte from, nuint offset) =>
        Vector256.Create(Vector128.LoadUnsafe(ref from, offset), Vector128.LoadUnsafe(ref from, offset + 48));

    /// <summary>The same shuffle in both halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> InHalves(Vector128<byte> shuffle) =>
        Vector256.Create(shuffle, shuffle + Vector128.Create((byte)16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Part128(ref byte from, ref byte to, nuint pixel, nuint plane)
    {
        Vector128<byte> a = Vector128.LoadUnsafe(ref from, 3 * pixel);
        Vector128<byte> b = Vector128.LoadUnsafe(ref from, (3 * pixel) + 16);
        Vector128<byte> c = Vector128.LoadUnsafe(ref from, (3 * pixel) + 32);

        (Vector128.Shuffle(a, RedOfA) | Vector128.Shuffle(b, RedOfB) | Vector128.Shuffle(c, RedOfC))
            .StoreUnsafe(ref to, pixel);
        (Vector128.Shuffle(a, GreenOfA) | Vector128.Shuffle(b, GreenOfB) | Vector128.Shuffle(c, GreenOfC))
            .StoreUnsafe(ref to, plane + pixel);
        (Vector128.Shuffle(a, BlueOfA) | Vector128.Shuffle(b, BlueOfB) | Vector128.Shuffle(c, BlueOfC))
            .StoreUnsafe(ref to, (2 * plane) + pixel);
    }
}
