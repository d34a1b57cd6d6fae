using Ricap.Sources;
using SkiaSharp;

namespace Ricap.Tests.Sources;

/// <summary>
/// Damage of every kind must end in a problem or an image: never in another exception, and (which would end the
/// test run) never in native code.
/// </summary>
public sealed class HostileBytesTests
{
    public static TheoryData<string, byte[]> Samples
    {
        get
        {
            var samples = new TheoryData<string, byte[]>
            {
                { "rgb.png", TestImages.RgbPng() },
                { "rgb16.png", TestImages.Png(4, 4, 16, 2, new byte[96]) },
                { "palette.png", TestImages.Png(4, 4, 8, 3, new byte[16], ("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [9])) },
                { "rgb.jpg", TestImages.Jpeg() },
                { "turned.jpg", OrientationTests.WithExif(TestImages.Jpeg(), 6) },
                { "lossy.webp", TestImages.Encode(SKEncodedImageFormat.Webp, 80) },
                { "lossless.webp", TestImages.Encode(SKEncodedImageFormat.Webp, 100) },
            };
            foreach (string name in new[]
            {
                "progressive.jpg", "cmyk.jpg", "grey.jpg", "rgb.bmp", "palette.bmp", "two-frames.gif", "two-frames.webp",
            })
            {
                samples.Add(name, TestImages.Fixture(name));
            }

            return samples;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Cut_short_anywhere_it_is_a_problem_or_whole(string name, byte[] encoded)
    {
        var fit = new FitOptions(TestImages.Width, TestImages.Height);
        byte[] whole = TestImages.Decode(encoded, fit);
        for (int length = 0; length < encoded.Length; length++)
        {
            if (TryDecode(encoded[..length], fit) is { } rgb)
            {
                // What is missing was no pixel (a second frame, a checksum): the image must be the whole one.
                Assert.True(whole.AsSpan().SequenceEqual(rgb), $"{name} decodes to something else at {length} bytes");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void With_any_bit_flipped_it_is_a_problem_or_an_image(string name, byte[] encoded)
    {
        var fit = new FitOptions(8, 8) { MaxPixels = 1_000_000 };
        int images = 0;
        for (int bit = 0; bit < encoded.Length * 8; bit++)
        {
            byte[] damaged = [.. encoded];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            images += TryDecode(damaged, fit) is null ? 0 : 1;
        }

        Assert.True(images < encoded.Length * 8, $"{name}: no flipped bit was noticed at all");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void With_a_stretch_of_noise_it_is_a_problem_or_an_image(string name, byte[] encoded)
    {
        var fit = new FitOptions(8, 8) { MaxPixels = 1_000_000 };
        var random = new Random(name.Length);
        for (int round = 0; round < 500; round++)
        {
            byte[] damaged = [.. encoded];
            int start = random.Next(8, damaged.Length);
            random.NextBytes(damaged.AsSpan(start, Math.Min(damaged.Length - start, random.Next(1, 40))));
            TryDecode(damaged, fit);
        }
    }

    [Fact]
    public void Many_threads_decode_at_a_time()
    {
        byte[][] encoded = [.. Samples.Select(row => (byte[])row[1])];
        var fit = new FitOptions(17, 13);
        byte[][] expected = [.. encoded.Select(bytes => TestImages.Decode(bytes, fit))];
        Parallel.For(0, 1000, i => Assert.Equal(expected[i % expected.Length], TestImages.Decode(encoded[i % encoded.Length], fit)));
    }

    private static byte[]? TryDecode(byte[] encoded, FitOptions fit)
    {
        try
        {
            return TestImages.Decode(encoded, fit);
        }
        catch (RicapException e)
        {
            Assert.StartsWith("RICAP002", Assert.Single(e.Problems).Code, StringComparison.Ordinal);
            return null;
        }
    }
}
