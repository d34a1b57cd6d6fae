using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// The checksum that ends a zlib stream (RFC 1950 §8.2): two sums modulo 65521, the second a sum of the first.
/// </summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    // The scalar loop may run this long before the second sum, from 65520, could pass 2^32 (RFC 1950 §9).
    private const int ScalarRun = 5552;

    // 128 vectors: a 16-bit lane holds a pair of columns, at most 2 · 128 · 255 = 65280.
    private const int VectorRun = 128 * 16;

    /// <summary>The checksum of <paramref name="data"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) =>
        Vector128.IsHardwareAccelerated ? Vector(data) : Scalar(data);

    /// <summary>
    /// As the RFC words it: the oracle of <see cref="Vector"/>, and the way out where there are no vectors.
    /// </summary>
    internal static uint Scalar(ReadOnlySpan<byte> data)
    {
        uint a = 1, b = 0;
        AddScalar(data, ref a, ref b);
        return (b << 16) | a;
    }

    /// <summary>Sixteen bytes at a time; equal to <see cref="Scalar"/> for every input.</summary>
    internal static uint Vector(ReadOnlySpan<byte> data)
    {
        uint a = 1, b = 0;
        while (data.Length >= 16)
        {
            ReadOnlySpan<byte> run = data[..(Math.Min(data.Length, VectorRun) & ~15)];
            AddVectors(MemoryMarshal.Cast<byte, Vector128<byte>>(run), ref a, ref b);
            data = data[run.Length..];
        }

        AddScalar(data, ref a, ref b);
        return (b << 16) | a;
    }

    private static void AddScalar(ReadOnlySpan<byte> data, ref uint a, ref uint b)
    {
        while (data.Length > 0)
        {
            ReadOnlySpan<byte> run = data[..Math.Min(data.Length, ScalarRun)];
            foreach (byte value in run)
            {
                a += value;
                b += a;
            }

            a %= Modulus;
            b %= Modulus;
            data = data[run.Length..];
        }
    }

    /// <summary>
    /// Over n vectors, byte j of vector i enters the second sum once for each byte from itself to the end, that is
    /// 16·(n-1-i) + (16-j) times. The first term is what the running sum of column sums taken before each vector
    /// counts; the second needs the columns only once, at the end.
    /// </summary>
    private static void AddVectors(ReadOnlySpan<Vector128<byte>> run, ref uint a, ref uint b)
    {
        Vector128<ushort> low = default, high = default;
        Vector128<uint> before = default;
        foreach (Vector128<byte> bytes in run)
        {
            Vector128<ushort> columns = low + high;
            before += Vector128.WidenLower(columns) + Vector128.WidenUpper(columns);
            low += Vector128.WidenLower(bytes);
            high += Vector128.WidenUpper(bytes);
        }

        uint plain = Vector128.Sum(Vector128.WidenLower(low) + Vector128.WidenUpper(low))
            + Vector128.Sum(Vector128.WidenLower(high) + Vector128.WidenUpper(high));
        uint weighted = 0;
        for (int column = 0; column < 8; column++)
        {
            weighted += (uint)((16 - column) * low[column]) + (uint)((8 - column) * high[column]);
        }

        // In 64 bits: the first sum so far counts once for each byte of the run.
        ulong second = b + ((ulong)a * (uint)(run.Length * 16)) + (16UL * Vector128.Sum(before)) + weighted;
        a = (a + plain) % Modulus;
        b = (uint)(second % Modulus);
    }
}
