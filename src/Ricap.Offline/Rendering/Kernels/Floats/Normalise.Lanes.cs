using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels.Floats;

internal static partial class Normalise
{
    /// <summary>Sixteen bytes as floats, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load512(ref byte from, nuint offset) => Floats512(Vector128.LoadUnsafe(ref from, offset));

    /// <summary>Sixteen bytes as floats, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Floats512(Vector128<byte> bytes) =>
        Vector512.ConvertToSingle(Vector512.WidenLower(Vector512.WidenLower(bytes.ToVector256Unsafe().ToVector512Unsafe())).AsInt32());

    /// <summary>Eight bytes as floats, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load256(ref byte from, nuint offset)
    {
        ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, offset));
        Vector256<byte> bytes = Vector256.CreateScalarUnsafe(eight).AsByte();
        return Vector256.ConvertToSingle(Vector256.WidenLower(Vector256.WidenLower(bytes)).AsInt32());
    }

    /// <summary>Four bytes as floats, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Load128(ref byte from, nuint offset)
    {
        uint four = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, offset));
        Vector128<byte> bytes = Vector128.CreateScalarUnsafe(four).AsByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
    }

    /// <summary>The channels of three successive vectors of interleaved pixels: 16 pixels in all.</summary>
    private static (Vector512<float> First, Vector512<float> Second, Vector512<float> Third) Lanes512(
        in RgbFloats channels)
    {
        (Vector128<float> r, Vector128<float> g, Vector128<float> b) = Lanes128(channels);
        return (
            Vector512.Create(Vector256.Create(r, g), Vector256.Create(b, r)),
            Vector512.Create(Vector256.Create(g, b), Vector256.Create(r, g)),
            Vector512.Create(Vector256.Create(b, r), Vector256.Create(g, b)));
    }

    /// <summary>The channels of three successive vectors of interleaved pixels: 8 pixels in all.</summary>
    private static (Vector256<float> First, Vector256<float> Second, Vector256<float> Third) Lanes256(
        in RgbFloats channels)
    {
        (Vector128<float> r, Vector128<float> g, Vector128<float> b) = Lanes128(channels);
        return (Vector256.Create(r, g), Vector256.Create(b, r), Vector256.Create(g, b));
    }

    /// <summary>The channels of three successive vectors of interleaved pixels: 4 pixels in all.</summary>
    private static (Vector128<float> First, Vector128<float> Second, Vector128<float> Third) Lanes128(
        in RgbFloats channels)
    {
        (float red, float green, float blue) = channels;
        return (
            Vector128.Create(red, green, blue, red),
            Vector128.Create(green, blue, red, green),
            Vector128.Create(blue, red, green, blue));
    }
}
