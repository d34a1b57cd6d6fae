using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels;

internal static partial class Planes
{
    /// <summary>An index outside every vector, where a shuffle yields 0; it stays outside when 16 is added.</summary>
    private const byte No = 0x80;

    // Inlined by order, for the compiler thinks them long: a shuffle by a constant is one instruction, and by a value
    // that it does not know several (448 pixels took 105 ns and not 26).

    /// <summary>48 bytes of 16 pixels into 16 reds, 16 greens, 16 blues, and a quarter that nobody reads.</summary>
    private static Vector512<byte> Parted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            (byte)0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45,
            1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 34, 37, 40, 43, 46,
            2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 32, 35, 38, 41, 44, 47,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    // 16 pixels lie in three vectors: a has 5 pixels and a red, b the rest of that pixel, 4 pixels and a red and green,
    // c a blue and 5 pixels. Each plane takes its bytes out of all three.

    private static Vector128<byte> RedOfA
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)0, 3, 6, 9, 12, 15, No, No, No, No, No, No, No, No, No, No);
    }

    private static Vector128<byte> RedOfB
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(No, No, No, No, No, No, 2, 5, 8, 11, 14, No, No, No, No, No);
    }

    private static Vector128<byte> RedOfC
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 1, 4, 7, 10, 13);
    }

    private static Vector128<byte> GreenOfA
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)1, 4, 7, 10, 13, No, No, No, No, No, No, No, No, No, No, No);
    }

    private static Vector128<byte> GreenOfB
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(No, No, No, No, No, 0, 3, 6, 9, 12, 15, No, No, No, No, No);
    }

    private static Vector128<byte> GreenOfC
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 2, 5, 8, 11, 14);
    }

    private static Vector128<byte> BlueOfA
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)2, 5, 8, 11, 14, No, No, No, No, No, No, No, No, No, No, No);
    }

    private static Vector128<byte> BlueOfB
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(No, No, No, No, No, 1, 4, 7, 10, 13, No, No, No, No, No, No);
    }

    private static Vector128<byte> BlueOfC
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(No, No, No, No, No, No, No, No, No, No, 0, 3, 6, 9, 12, 15);
    }
}
