using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using Ricap.Planning.Randomness;

namespace Ricap.Tests.Planning;

/// <summary>The vectors Random123 publishes for philox4x32-10 (kat_vectors).</summary>
public sealed class PhiloxTests
{
    [Fact]
    public void Zero_key_and_counter() =>
        Assert.Equal(
            new PhiloxBlock(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8),
            Philox.Block(0, 0, 0, 0, 0, 0));

    [Fact]
    public void All_ones() =>
        Assert.Equal(
            new PhiloxBlock(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd),
            Philox.Block(~0u, ~0u, ~0u, ~0u, ~0u, ~0u));

    [Fact]
    public void Digits_of_pi() =>
        Assert.Equal(
            new PhiloxBlock(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1),
            Philox.Block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));

    /// <summary>Several counters at once give what each gives alone.</summary>
    [Fact]
    public void Lanes_are_blocks() =>
        Gen.Select(Gen.UInt.Array[Philox.Lanes], Gen.UInt.Array[Philox.Lanes], Gen.UInt, Gen.UInt, Gen.UInt).Sample((c0, c1, c2, k0, k1) =>
        {
            var blocks = new PhiloxBlock[Philox.Lanes];
            Philox.Blocks(c0, c1, c2, k0, k1, blocks);
            for (int i = 0; i < Philox.Lanes; i++)
            {
                Assert.Equal(Philox.Block(c0[i], c1[i], c2, 0, k0, k1), blocks[i]);
            }
        });

    /// <summary>Addresses that are drawn together are those drawn alone.</summary>
    [Fact]
    public void Draws_of_many_addresses_are_draws_of_each() =>
        Gen.Select(Gen.Int.Array[0, 19], Gen.Int, Gen.ULong).Sample((indices, epoch, seed) =>
        {
            var draws = new Draws(seed, epoch);
            var blocks = new PhiloxBlock[indices.Length];
            draws.Blocks(DrawLane.Flip, indices, blocks);
            Assert.Equal(indices.Select(index => draws.Block(DrawLane.Flip, index)), blocks);

            draws.Blocks(DrawLane.Crop, epoch, blocks);
            Assert.Equal(Enumerable.Range(0, blocks.Length).Select(i => draws.Block(DrawLane.Crop, unchecked(epoch + i))), blocks);
        });

    /// <summary>Pairs that are drawn together are those drawn alone, of any maxima that sides of images can have.</summary>
    [Fact]
    public void Pairs_of_many_addresses_are_pairs_of_each() =>
        Gen.Select(Gen.UInt.Array[0, 30], Gen.Int, Gen.ULong).Sample((maxima, first, seed) =>
        {
            var draws = new Draws(seed, first);
            uint[] expected = [.. maxima];
            draws.UniformPairsScalar(DrawLane.Crop, first, expected);
            draws.UniformPairs(DrawLane.Crop, first, maxima);
            Assert.Equal(expected, maxima);
        });

    /// <summary>What may have to be drawn again is seen: bits whose product has a low word below the count.</summary>
    [VectorTheory]
    [InlineData(0, 33, true)]
    [InlineData(1, 33, true)]
    [InlineData(0x0000_0001_0000_0000, 33, false)]
    [InlineData(0x4000_0000_0000_0000, 4, true)]
    [InlineData(0x4000_0000_4000_0000, 4, false)]
    public void Lanes_know_when_they_are_in_doubt(ulong bits, ulong count, bool doubted)
    {
        Vector256<ulong> doubt = Vector256<ulong>.Zero;
        Vector256<ulong> high = Draws.Uniform(
            Vector256.Create(bits & uint.MaxValue).AsUInt32(), Vector256.Create(bits >> 32).AsUInt32(), Vector256.Create(count), ref doubt);
        Assert.Equal(Vector256.Create((ulong)(((UInt128)bits * count) >> 64)), high);
        Assert.Equal(doubted, doubt != Vector256<ulong>.Zero);
        Assert.True(doubted || Draws.TryUniform(bits, (int)count - 1, out _));
    }

    /// <summary>The high and the low word of the product, of any bits and any bound that there can be.</summary>
    [Fact]
    public void A_uniform_number_is_the_high_word_of_a_product() =>
        Gen.Select(Gen.ULong, Gen.Int[0, int.MaxValue]).Sample((bits, max) =>
        {
            UInt128 product = (UInt128)bits * ((ulong)max + 1);
            ulong low = (ulong)product;
            ulong rejected = (ulong)((UInt128.One << 64) % ((ulong)max + 1));

            Assert.Equal(low >= rejected, Draws.TryUniform(bits, max, out int value));
            Assert.Equal((int)(product >> 64), value);
        });

    private sealed class VectorTheoryAttribute : TheoryAttribute
    {
        public VectorTheoryAttribute() => Skip = Avx2.IsSupported ? null : "needs a processor with AVX2";
    }
}
