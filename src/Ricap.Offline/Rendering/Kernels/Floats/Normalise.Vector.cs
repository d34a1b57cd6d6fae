using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels.Floats;

internal static partial class Normalise
{
    // One core for both faces: three vectors of scales and biases, used in turn. Three vectors of any width hold whole
    // pixels, so the last step, which ends where the run ends, begins with a red as every other step does. The plain
    // face gives all channels the same scale, and then it does not matter where a step begins.

    /// <summary>Does 48 values at a time; a shorter run goes to <see cref="Apply256"/>.</summary>
    internal static void Apply512(
        ReadOnlySpan<byte> source, Span<float> destination, in RgbFloats scale, in RgbFloats bias)
    {
        const int Step = 48;
        if (source.Length < Step)
        {
            Apply256(source, destination, scale, bias);
            return;
        }

        Debug.Assert(destination.Length >= source.Length);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)(source.Length - Step);
        (Vector512<float> scale0, Vector512<float> scale1, Vector512<float> scale2) = Lanes512(scale);
        (Vector512<float> bias0, Vector512<float> bias1, Vector512<float> bias2) = Lanes512(bias);

        for (nuint i = 0; ; i = nuint.Min(i + Step, last))
        {
            ((Load512(ref from, i) * scale0) + bias0).StoreUnsafe(ref to, i);
            ((Load512(ref from, i + 16) * scale1) + bias1).StoreUnsafe(ref to, i + 16);
            ((Load512(ref from, i + 32) * scale2) + bias2).StoreUnsafe(ref to, i + 32);
            if (i == last)
            {
                return;
            }
        }
    }

    /// <summary>Does 24 values at a time; a shorter run goes to <see cref="Apply128"/>.</summary>
    internal static void Apply256(
        ReadOnlySpan<byte> source, Span<float> destination, in RgbFloats scale, in RgbFloats bias)
    {
        const int Step = 24;
        if (source.Length < Step)
        {
            Apply128(source, destination, scale, bias);
            return;
        }

        Debug.Assert(destination.Length >= source.Length);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)(source.Length - Step);
        (Vector256<float> scale0, Vector256<float> scale1, Vector256<float> scale2) = Lanes256(scale);
        (Vector256<float> bias0, Vector256<float> bias1, Vector256<float> bias2) = Lanes256(bias);

        for (nuint i = 0; ; i = nuint.Min(i + Step, last))
        {
            ((Load256(ref from, i) * scale0) + bias0).StoreUnsafe(ref to, i);
            ((Load256(ref from, i + 8) * scale1) + bias1).StoreUnsafe(ref to, i + 8);
            ((Load256(ref from, i + 16) * scale2) + bias2).StoreUnsafe(ref to, i + 16);
            if (i == last)
            {
                return;
            }
        }
    }

    /// <summary>Does 12 values at a time; a shorter run goes to <see cref="ApplyScalar"/>.</summary>
    internal static void Apply128(
        ReadOnlySpan<byte> source, Span<float> destination, in RgbFloats scale, in RgbFloats bias)
    {
        const int Step = 12;
        if (source.Length < Step)
        {
            ApplyScalar(source, destination, scale, bias);
            return;
        }

        Debug.Assert(destination.Length >= source.Length);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)(source.Length - Step);
        (Vector128<float> scale0, Vector128<float> scale1, Vector128<float> scale2) = Lanes128(scale);
        (Vector128<float> bias0, Vector128<float> bias1, Vector128<float> bias2) = Lanes128(bias);

        for (nuint i = 0; ; i = nuint.Min(i + Step, last))
        {
            ((Load128(ref from, i) * scale0) + bias0).StoreUnsafe(ref to, i);
            ((Load128(ref from, i + 4) * scale1) + bias1).StoreUnsafe(ref to, i + 4);
            ((Load128(ref from, i + 8) * scale2) + bias2).StoreUnsafe(ref to, i + 8);
            if (i == last)
            {
                return;
            }
        }
    }
}
