using System.Buffers.Binary;
using Ricap.Sources;

namespace Ricap.Tests.Sources;

public sealed class DecodeErrorsTests
{
    public static TheoryData<string, string, byte[]> Bad => new()
    {
        { "no bytes", ProblemCodes.EmptyFile, [] },
        { "text", ProblemCodes.NotAnImage, "<html>not found</html>"u8.ToArray() },
        { "half a signature", ProblemCodes.NotAnImage, TestImages.RgbPng()[..5] },
        { "an icon", ProblemCodes.NotAnImage, [0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 32, 0, 40, 0, 0, 0, 22, 0, 0, 0] },
        { "a WBMP", ProblemCodes.NotAnImage, [0, 0, 8, 1, 0xAA] },
        { "an AVIF", ProblemCodes.NotAnImage, [0, 0, 0, 32, .. "ftypavif"u8, 0, 0, 0, 0, .. "avifmif1miaf"u8] },
        { "a signature alone", ProblemCodes.CorruptImage, TestImages.RgbPng()[..8] },
        { "half a PNG", ProblemCodes.CorruptImage, TestImages.RgbPng()[..200] },
        { "half a JPEG", ProblemCodes.CorruptImage, TestImages.Jpeg()[..^100] },
        { "a JPEG without its last codes", ProblemCodes.CorruptImage, TestImages.Jpeg()[..^4] },
        { "a progressive JPEG less its last scan", ProblemCodes.CorruptImage, TestImages.Fixture("progressive.jpg")[..560] },
        { "a JPEG whose tail was never written", ProblemCodes.CorruptImage, [.. TestImages.Jpeg()[..^100], .. new byte[100]] },
        { "half a GIF", ProblemCodes.CorruptImage, TestImages.Fixture("two-frames.gif")[..60] },
        { "half a BMP", ProblemCodes.CorruptImage, TestImages.Fixture("rgb.bmp")[..600] },
        { "a BMP of less than no columns", ProblemCodes.CorruptImage, BmpOf(width: int.MinValue) },
        { "half a WebP", ProblemCodes.CorruptImage, TestImages.Fixture("two-frames.webp")[..100] },
        { "a PNG of no columns", ProblemCodes.ZeroSizeImage, TestImages.Png(0, 1, 8, 2, [0]) },
        { "a PNG of no rows", ProblemCodes.ZeroSizeImage, TestImages.Png(1, 0, 8, 2, []) },
        { "a JPEG of no rows", ProblemCodes.ZeroSizeImage, JpegOf(rows: 0) },
        { "a GIF of no columns", ProblemCodes.ZeroSizeImage, [.. "GIF89a"u8, 0, 0, 5, 0, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_content_has_its_code(string what, string code, byte[] content)
    {
        RicapException e = Assert.Throws<RicapException>(() => TestImages.Decode(content));
        Problem problem = Assert.Single(e.Problems);
        Assert.True(code == problem.Code, $"{what}: {problem}");
        Assert.Equal("test image", problem.Path);
        Assert.Equal(ProblemSeverity.Error, problem.Severity);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public void The_header_is_held_to_the_limit_before_any_pixel()
    {
        // What this header promises would take 64 GB.
        byte[] bomb = TestImages.Png(128_000, 128_000, 8, 6, []);
        Problem problem = Assert.Single(
            Assert.Throws<RicapException>(() => TestImages.Decode(bomb)).Problems);
        Assert.Equal(ProblemCodes.TooManyPixels, problem.Code);
        Assert.Contains("128000x128000", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_itself_is_allowed()
    {
        var fit = new FitOptions(2, 2) { MaxPixels = TestImages.Width * TestImages.Height };
        TestImages.Decode(TestImages.RgbPng(), fit);
        Assert.Throws<RicapException>(
            () => TestImages.Decode(TestImages.RgbPng(), fit with { MaxPixels = fit.MaxPixels - 1 }));
    }

    [Theory]
    [InlineData(536_870_896, "more than the 536870896 pixels allowed; shrink it or raise the limit")]
    [InlineData(536_870_897, "more than the 536870897 pixels that can be allowed; shrink it")]
    [InlineData(long.MaxValue, "more than the 536870897 pixels that can be allowed; shrink it")]
    public void A_limit_that_cannot_be_raised_is_not_said_to_be_so(long limit, string why)
    {
        Problem problem = Assert.Throws<RicapException>(() => TestImages.Decode(
            TestImages.Png(int.MaxValue, int.MaxValue, 8, 6, []), new FitOptions(1, 1) { MaxPixels = limit })).Problems[0];
        Assert.Equal(ProblemCodes.TooManyPixels, problem.Code);
        Assert.EndsWith($": {why}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_names_the_file_as_the_user_would_open_it()
    {
        using var folder = new TempFolder();
        string path = folder.Write("cat/broken.png", "no image");
        using SourceContent content = folder.Open().Read(0);
        RicapException e = Assert.Throws<RicapException>(() => content.Decode(new FitOptions(1, 1), new byte[3]));
        Assert.Equal(path, e.Problems[0].Path);
    }

    [Fact]
    public void A_wrong_buffer_or_a_disposed_content_is_the_caller_s_mistake()
    {
        SourceContent content = TestImages.Content(TestImages.RgbPng());
        Assert.Throws<ArgumentOutOfRangeException>(() => content.Decode(new FitOptions(2, 2), new byte[11]));
        content.Dispose();
        content.Dispose();
        Assert.Throws<ObjectDisposedException>(() => content.Hash);
        Assert.Throws<ObjectDisposedException>(() => content.Decode(new FitOptions(1, 1), new byte[3]));
    }

    private static byte[] BmpOf(int width)
    {
        byte[] bmp = TestImages.Fixture("rgb.bmp");
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), width);
        return bmp;
    }

    private static byte[] JpegOf(byte rows)
    {
        byte[] jpeg = TestImages.Jpeg();
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        jpeg[frame + 5] = 0;
        jpeg[frame + 6] = rows;
        return jpeg;
    }
}
