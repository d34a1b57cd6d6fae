using System.Diagnostics;
using Ricap.Sources.Decoding;

namespace Ricap.Tests.Sources.Decoding;

/// <summary>The image library takes time that is quadratic in a chunk's length, so it is given none that can be long.</summary>
public sealed class PngChunksTests
{
    private const int Large = 20_000_000;

    /// <summary>In the square of its length this takes minutes; a tenth of a second is what it takes.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    public static TheoryData<string, string> Places
    {
        get
        {
            var places = new TheoryData<string, string>();
            foreach (string type in "tEXt,zTXt,iTXt,eXIf,iCCP,caBX,prVt,tRNS,CrIT".Split(','))
            {
                places.Add(type, "IDAT");
                places.Add(type, "IEND");
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_long_chunk_changes_neither_pixels_nor_what_the_library_is_given(string type, string before)
    {
        byte[] plain = TestImages.RgbPng();
        byte[] png = PngParts.Insert(plain, before, type, new byte[Large]);
        using CodecInput input = PngChunks.Strip(png, out string? damage);
        Assert.Null(damage);
        Assert.Equal(plain, input.Bytes);

        var watch = Stopwatch.StartNew();
        Assert.Equal(TestImages.Pattern(), TestImages.Decode(png));
        Assert.True(watch.Elapsed < Enough, $"{type} took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("PLTE")]
    [InlineData("IHDR")]
    public void A_long_chunk_that_cannot_be_left_out_is_refused(string type)
    {
        byte[] png = PngParts.Insert(TestImages.RgbPng(), "IDAT", type, new byte[Large]);
        RicapException e = Assert.Throws<RicapException>(() => TestImages.Decode(png));
        Assert.Equal(ProblemCodes.CorruptImage, e.Problems[0].Code);
        Assert.Contains($"'{type}' has 20000000 bytes", e.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_empty_chunks_and_what_follows_the_end_are_left_out()
    {
        byte[] plain = TestImages.RgbPng();
        byte[] empty = PngParts.Chunk("tEXt", []);
        int at = plain.AsSpan().IndexOf("IDAT"u8) - 4;
        byte[] png = [.. plain[..at], .. Enumerable.Repeat(empty, 100_000).SelectMany(chunk => chunk), .. plain[at..], .. new byte[5000]];
        using CodecInput input = PngChunks.Strip(png, out _);
        Assert.Equal(plain, input.Bytes);
    }
}
