using CsCheck;
using Ricap.Building.Output;

namespace Ricap.Tests.Building;

public sealed class HashIndexTests
{
    /// <summary>Few values for the bits that choose a slot, so that many hashes meet in one.</summary>
    private static readonly Gen<Hash128> Hash = Gen.Select(Gen.ULong[0, 3], Gen.ULong[0, 40], (high, low) => new Hash128(high, low));

    [Fact]
    public void It_finds_the_first_of_each_hash_and_no_other() =>
        Gen.Select(Hash.Array[0, 200], Hash.Array[20], Gen.Int[0, 300]).Sample((hashes, others, expected) =>
        {
            var index = new HashIndex(expected);
            for (int i = 0; i < hashes.Length; i++)
            {
                Assert.Equal(Array.IndexOf(hashes, hashes[i]) == i, index.TryAdd(hashes.AsSpan(0, i + 1), i));
            }

            index.Reserve(hashes, 2 * expected);
            Assert.Equal(hashes.Distinct().Count(), index.Count);
            Assert.All(hashes.Concat(others), hash => Assert.Equal(Array.IndexOf(hashes, hash), index.Find(hashes, hash)));
        });
}
