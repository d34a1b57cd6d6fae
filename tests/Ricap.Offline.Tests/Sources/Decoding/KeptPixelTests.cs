using System.Buffers.Binary;
using System.IO.Compression;
using Ricap.Sources;
using Ricap.Sources.Decoding;

namespace Ricap.Tests.Sources.Decoding;

/// <summary>A small image of each kind that is read, held to what Pillow decodes it to (<c>Fixtures/Kept/make-kept.py</c>).</summary>
public sealed class KeptPixelTests
{
    private static readonly string[] Folders = ["bmp", "gif", "jpg", "png", "webp"];

    public static TheoryData<string> Names => [.. Folders.SelectMany(Images)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Pixels_are_those_of_Pillow(string name)
    {
        (int width, int height, byte[] rgba) = Pillow(name);
        foreach (Rgb24 background in (Rgb24[])[Rgb24.White, new Rgb24(0, 90, 10)])
        {
            byte[] rgb = TestImages.Decode(
                TestImages.Fixture($"Kept/{name}"), new FitOptions(width, height) { Background = background });
            byte[] flat = [.. rgba];
            Flatten.Onto(background, flat);
            byte[] expected = [.. flat.Chunk(4).SelectMany(pixel => pixel[..3])];
            Assert.InRange(TestImages.LargestDifference(expected, rgb), 0, Tolerance(name));
        }
    }

    [Fact]
    public void Every_kind_that_is_read_is_kept() => Assert.All(Folders, folder => Assert.NotEmpty(Images(folder)));

    /// <summary>
    /// Where nothing is lost, nothing may differ. Two builds of a JPEG library smooth colours differently; five bits are
    /// made eight by repeating them here, by a division there.
    /// </summary>
    private static int Tolerance(string name) => name switch
    {
        "bmp/rgb-565.bmp" or "webp/lossy.webp" or "webp/lossy-alpha.webp" => 1,
        _ => name.StartsWith("jpg/", StringComparison.Ordinal) ? 1 : 0,
    };

    private static (int Width, int Height, byte[] Rgba) Pillow(string name)
    {
        string folder = name[..name.IndexOf('/', StringComparison.Ordinal)];
        using var pixels = new GZipStream(new MemoryStream(TestImages.Fixture($"Kept/{folder}/pixels.gz")), CompressionMode.Decompress);
        foreach (string image in Images(folder))
        {
            byte[] size = new byte[4];
            pixels.ReadExactly(size);
            (int width, int height) =
                (BinaryPrimitives.ReadUInt16BigEndian(size), BinaryPrimitives.ReadUInt16BigEndian(size.AsSpan(2)));
            byte[] rgba = new byte[width * height * 4];
            pixels.ReadExactly(rgba);
            if (image == name)
            {
                return (width, height, rgba);
            }
        }

        throw new FileNotFoundException(name);
    }

    private static IEnumerable<string> Images(string folder) =>
        Directory.EnumerateFiles(TestImages.FixturePath($"Kept/{folder}"))
            .Select(path => $"{folder}/{Path.GetFileName(path)}")
            .Where(name => !name.EndsWith(".gz", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
