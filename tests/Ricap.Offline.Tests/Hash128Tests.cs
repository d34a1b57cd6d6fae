using System.Buffers.Binary;
using System.IO.Hashing;

namespace Ricap.Tests;

public sealed class Hash128Tests
{
    private static readonly byte[] Bytes = "a data set"u8.ToArray();

    [Fact]
    public void ItIsTheHashOfTheLibrary()
    {
        UInt128 expected = XxHash128.HashToUInt128(Bytes);
        var hasher = new XxHash128();
        hasher.Append(Bytes);

        Assert.Equal(new Hash128((ulong)(expected >> 64), (ulong)expected), Hash128.Of(Bytes));
        Assert.Equal(Hash128.Of(Bytes), Hash128.Of(hasher));
        Assert.Equal($"{expected:x32}", Hash128.Of(Bytes).ToString());
    }

    [Fact]
    public void BinaryFilesHoldItAsANumberOf128Bits()
    {
        UInt128 number = new(0x0123456789abcdef, 0xfedcba9876543210);
        byte[] expected = new byte[Hash128.Size];
        BinaryPrimitives.WriteUInt128LittleEndian(expected, number);

        var hash = new Hash128(0x0123456789abcdef, 0xfedcba9876543210);
        byte[] written = new byte[Hash128.Size];
        hash.Write(written);

        Assert.Equal(expected, written);
        Assert.Equal(hash, Hash128.Read(written));
    }
}
