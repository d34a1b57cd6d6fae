using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels.Floats;

internal static partial class Normalise
{
    // Sixteen pixels are three vectors of bytes. Each channel is picked from all three by a shuffle, and only then made
    // floats: so every float is written once, to its place. The last step ends where the run ends.
    private const int PlaneStep = 16;

    /// <summary>By 64-byte vectors of floats.</summary>
    internal static void Planes512(ReadOnlySpan<byte> source, Span<float> destination, in RgbFloats scale, in RgbFloats bias) =>
        Planes<Store512>(source, destination, scale, bias);

    /// <summary>By 32-byte vectors of floats.</summary>
    internal static void Planes256(ReadOnlySpan<byte> source, Span<float> destination, in RgbFloats scale, in RgbFloats bias) =>
        Planes<Store256>(source, destination, scale, bias);

    /// <summary>By 16-byte vectors of floats.</summary>
    internal static void Planes128(ReadOnlySpan<byte> source, Span<float> destination, in RgbFloats scale, in RgbFloats bias) =>
        Planes<Store128>(source, destination, scale, bias);

    /// <summary>Does 16 pixels at a time; a shorter run goes to <see cref="PlanesScalar"/>.</summary>
    private static void Planes<TStore>(ReadOnlySpan<byte> source, Span<float> destination, in RgbFloats scale, in RgbFloats bias)
        where TStore : IPlaneStore
    {
        int pixels = source.Length / KernelArguments.PixelBytes;
        if (pixels < PlaneStep)
        {
            PlanesScalar(source, destination, scale, bias);
            return;
        }

        Debug.Assert(destination.Length >= source.Length);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float red = ref MemoryMarshal.GetReference(destination);
        ref float green = ref Unsafe.Add(ref red, pixels);
        ref float blue = ref Unsafe.Add(ref green, pixels);
        (float scaleR, float scaleG, float scaleB) = scale;
        (float biasR, float biasG, float biasB) = bias;
        nuint last = (nuint)(pixels - PlaneStep);
        for (nuint i = 0; ; i = nuint.Min(i + PlaneStep, last))
        {
            (Vector128<byte> r, Vector128<byte> g, Vector128<byte> b) = Channels(ref from, i * KernelArguments.PixelBytes);
            TStore.Store(r, ref Unsafe.Add(ref red, i), scaleR, biasR);
            TStore.Store(g, ref Unsafe.Add(ref green, i), scaleG, biasG);
            TStore.Store(b, ref Unsafe.Add(ref blue, i), scaleB, biasB);
            if (i == last)
            {
                return;
            }
        }
    }

    /// <summary>The channels of sixteen interleaved pixels. An index past a vector's end gives zero, so the three picks of a channel add up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Red, Vector128<byte> Green, Vector128<byte> Blue) Channels(ref byte from, nuint offset)
    {
        const byte No = 255;
        Vector128<byte> first = Vector128.LoadUnsafe(ref from, offset);
        Vector128<byte> second = Vector128.LoadUnsafe(ref from, offset + 16);
        Vector128<byte> third = Vector128.LoadUnsafe(ref from, offset + 32);
        Vector128<byte> red = Vector128.Shuffle(first, Vector128.Create(0, 3, 6, 9, 12, 15, No, No, No, No, No, No, No, No, No, No))
            | Vector128.Shuffle(second, Vector128.Create(No, No, No, No, No, No, 2, 5, 8, 11, 14, No, No, No, No, No))
            | Vector128.Shuffle(third, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 1, 4, 7, 10, 13));
        Vector128<byte> green = Vector128.Shuffle(first, Vector128.Create(1, 4, 7, 10, 13, No, No, No, No, No, No, No, No, No, No, No))
            | Vector128.Shuffle(second, Vector128.Create(No, No, No, No, No, 0, 3, 6, 9, 12, 15, No, No, No, No, No))
            | Vector128.Shuffle(third, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 2, 5, 8, 11, 14));
        Vector128<byte> blue = Vector128.Shuffle(first, Vector128.Create(2, 5, 8, 11, 14, No, No, No, No, No, No, No, No, No, No, No))
            | Vector128.Shuffle(second, Vector128.Create(No, No, No, No, No, 1, 4, 7, 10, 13, No, No, No, No, No, No))
            | Vector128.Shuffle(third, Vector128.Create(No, No, No, No, No, No, No, No, No, No, 0, 3, 6, 9, 12, 15));
        return (red, green, blue);
    }

    /// <summary>Makes sixteen bytes of a channel floats, scales them and stores them.</summary>
    private interface IPlaneStore
    {
        static abstract void Store(Vector128<byte> bytes, ref float to, float scale, float bias);
    }

    private readonly struct Store512 : IPlaneStore
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector128<byte> bytes, ref float to, float scale, float bias) =>
            ((Floats512(bytes) * scale) + Vector512.Create(bias)).StoreUnsafe(ref to);
    }

    private readonly struct Store256 : IPlaneStore
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector128<byte> bytes, ref float to, float scale, float bias)
        {
            Vector256<ushort> words = Vector256.WidenLower(bytes.ToVector256Unsafe());
            Vector256<float> biases = Vector256.Create(bias);
            ((Vector256.ConvertToSingle(Vector256.WidenLower(words).AsInt32()) * scale) + biases).StoreUnsafe(ref to);
            ((Vector256.ConvertToSingle(Vector256.WidenUpper(words).AsInt32()) * scale) + biases).StoreUnsafe(ref to, 8);
        }
    }

    private readonly struct Store128 : IPlaneStore
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector128<byte> bytes, ref float to, float scale, float bias)
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(bytes);
            Vector128<float> biases = Vector128.Create(bias);
            ((Vector128.ConvertToSingle(Vector128.WidenLower(lower).AsInt32()) * scale) + biases).StoreUnsafe(ref to);
            ((Vector128.ConvertToSingle(Vector128.WidenUpper(lower).AsInt32()) * scale) + biases).StoreUnsafe(ref to, 4);
            ((Vector128.ConvertToSingle(Vector128.WidenLower(upper).AsInt32()) * scale) + biases).StoreUnsafe(ref to, 8);
            ((Vector128.ConvertToSingle(Vector128.WidenUpper(upper).AsInt32()) * scale) + biases).StoreUnsafe(ref to, 12);
        }
    }
}
