namespace Ricap.Planning.Randomness;

/// <summary>One 128-bit block of random words.</summary>
internal readonly record struct PhiloxBlock(uint W0, uint W1, uint W2, uint W3)
{
    /// <summary>The first 64 bits.</summary>
    public ulong Low => W0 | ((ulong)W1 << 32);

    /// <summary>The last 64 bits.</summary>
    public ulong High => W2 | ((ulong)W3 << 32);
}

/// <summary>
/// Philox4x32-10, a counter-based generator: the block at a counter is a function of counter and key, so a draw has an
/// address instead of a place in a sequence, and nothing has to be stepped through to reach it.
/// </summary>
/// <remarks>
/// Salmon, Moraes, Dror, Shaw: "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011 (Random123). Its published
/// vectors are the tests of this file.
/// </remarks>
internal static partial class Philox
{
    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9; // the golden ratio
    private const uint Weyl1 = 0xBB67AE85; // sqrt(3) - 1

    /// <summary>The block at a counter of four words under a key of two.</summary>
    public static PhiloxBlock Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0;
            ulong product1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(product1 >> 32) ^ c1 ^ k0;
            c1 = (uint)product1;
            c2 = (uint)(product0 >> 32) ^ c3 ^ k1;
            c3 = (uint)product0;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return new PhiloxBlock(c0, c1, c2, c3);
    }
}
