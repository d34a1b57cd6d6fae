using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Ricap.ChildProcess.Kernels;

/// <summary>What a process can do in hardware, and what its kernels made of the one pseudo-random run.</summary>
/// <param name="Vector128">Whether vectors of 128 bits are in hardware.</param>
/// <param name="Vector256">Whether vectors of 256 bits are in hardware.</param>
/// <param name="Vector512">Whether vectors of 512 bits are in hardware.</param>
/// <param name="Guarded">Whether the kernels ran in memory that cannot be overrun.</param>
/// <param name="Hash">SHA-256 of all that every path wrote.</param>
internal sealed record KernelReport(bool Vector128, bool Vector256, bool Vector512, bool Guarded, string Hash);

/// <summary>One long pseudo-random run over every path, the same in every process.</summary>
internal static class KernelRun
{
    private const int Rounds = 300;

    // Long enough for the longest loop and for the copies that RowCopy leaves to the runtime.
    private const int LongestSource = 6300;

    /// <summary>Makes the run in this process.</summary>
    public static KernelReport Report(bool guarded) => new(
        Vector128.IsHardwareAccelerated,
        Vector256.IsHardwareAccelerated,
        Vector512.IsHardwareAccelerated,
        guarded,
        Hash(guarded));

    private static string Hash(bool guarded)
    {
        using var sources = new GuardedBytes(LongestSource, guarded);
        using var destinations = new GuardedBytes(LongestSource * sizeof(float), guarded);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ulong state = 0;

        foreach (KernelPath path in KernelPath.All)
        {
            for (int round = 0; round < Rounds; round++)
            {
                // Short runs and long ones alike, against the guard before them and the guard after them in turn.
                int longest = round % 3 == 0 ? LongestSource : 200;
                int length = (int)(Next(ref state) % (uint)(longest / path.Unit)) * path.Unit;
                Span<byte> source = round % 2 == 0 ? sources.AtEnd(length) : sources.AtStart(length);
                Span<byte> destination = round % 2 == 0
                    ? destinations.AtEnd(length * path.Growth)
                    : destinations.AtStart(length * path.Growth);
                foreach (ref byte value in source)
                {
                    value = (byte)Next(ref state);
                }

                // Some kernels work on what is there.
                byte first = (byte)Next(ref state);
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = (byte)(first + (31 * i));
                }

                path.Run(source, destination);
                hash.AppendData(destination);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SplitMix64, and not the runtime's own: the run has to be the same on every version of it.</summary>
    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
