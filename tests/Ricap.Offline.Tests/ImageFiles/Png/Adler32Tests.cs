using Ricap.ImageFiles.Png.Deflate;


namespace Ricap.Tests.ImageFiles.Png;

public sealed class Adler32Tests
{
    [Theory]
    [InlineData("", 0x0000_0001u)]
    [InlineData("a", 0x0062_0062u)]
    [InlineData("Wikipedia", 0x11E6_0398u)]
    public void Known_values(string text, uint expected) =>
        Assert.Equal(expected, Adler32.Compute(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Vectors_agree_with_the_definition()
    {
        byte[] noise = TestImages.Bytes(20_000);
        for (int length = 0; length < 600; length++)
        {
            Assert.Equal(Adler32.Scalar(noise.AsSpan(1, length)), Adler32.Vector(noise.AsSpan(1, length)));
        }

        foreach (int length in new[] { 2047, 2048, 2049, 5552, 5553, 20_000 })
        {
            Assert.Equal(Adler32.Scalar(noise.AsSpan(0, length)), Adler32.Vector(noise.AsSpan(0, length)));
        }
    }

    [Fact]
    public void The_largest_sums_do_not_overflow()
    {
        byte[] ones = new byte[100_000];
        ones.AsSpan().Fill(255);
        ulong a = 1, b = 0;
        foreach (byte value in ones)
        {
            a += value;
            b += a;
        }

        uint expected = ((uint)(b % 65521) << 16) | (uint)(a % 65521);
        Assert.Equal(expected, Adler32.Scalar(ones));
        Assert.Equal(expected, Adler32.Vector(ones));
    }
}
