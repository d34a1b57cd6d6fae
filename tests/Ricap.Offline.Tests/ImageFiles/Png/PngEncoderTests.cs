using System.Buffers;
using CsCheck;
using Ricap.ImageFiles.Png;
using SkiaSharp;

namespace Ricap.Tests.ImageFiles.Png;

public sealed class PngEncoderTests
{
    private readonly PngEncoder _encoder = new();
    private readonly PngEncoder _fast = new(fast: true);

    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 2, 1 }, { 1, 2 }, { 1, 40 }, { 40, 1 }, { 5, 3 }, { 6, 5 }, { 31, 33 }, { 32, 32 }, { 33, 31 },
        { 1, 1000 }, { 1000, 1 }, { 6000, 2 }, { 224, 224 }, { 640, 480 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Files_decode_to_the_pixels_under_two_independent_readers(int width, int height)
    {
        foreach (string kind in TestImages.Kinds)
        {
            byte[] rgb = TestImages.Make(kind, width, height);
            byte[] file = Encode(_encoder, rgb, width, height);

            AssertDecodes(rgb, width, height, file);
            Assert.Equal(rgb, DecodeWithSkia(file, width, height));
            AssertDecodes(rgb, width, height, Encode(_fast, rgb, width, height));
        }
    }

    [Fact]
    public void Every_size_up_to_40_by_40_round_trips() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, TestImages.Kinds.Length - 1]).Sample(
            (width, height, kind) =>
            {
                byte[] rgb = TestImages.Make(TestImages.Kinds[kind], width, height);
                AssertDecodes(rgb, width, height, Encode(new PngEncoder(), rgb, width, height));
                AssertDecodes(rgb, width, height, Encode(new PngEncoder(fast: true), rgb, width, height));
            },
            iter: 300);

    [Fact]
    public void Arbitrary_pixels_round_trip() =>
        Gen.Int[1, 20].SelectMany(width => Gen.Byte.Array[1, 30].Select(row => (width, row))).Sample(
            sample =>
            {
                // Few values and a repeated row: what noise never has.
                byte[] rgb = [.. Enumerable.Range(0, sample.width * 12).Select(i => sample.row[i % sample.row.Length])];
                AssertDecodes(rgb, sample.width, 4, Encode(new PngEncoder(), rgb, sample.width, 4));
            },
            iter: 500);

    [Fact]
    public void A_file_does_not_depend_on_what_was_encoded_before()
    {
        (byte[] Rgb, int Width, int Height)[] images =
        [
            .. from size in new[] { (32, 32), (200, 150), (3, 70) }
               from kind in TestImages.Kinds
               select (TestImages.Make(kind, size.Item1, size.Item2), size.Item1, size.Item2),
        ];
        byte[][] alone = [.. images.Select(image => Encode(new PngEncoder(), image.Rgb, image.Width, image.Height))];
        for (int round = 0; round < 3; round++)
        {
            foreach (int i in Enumerable.Range(0, images.Length).Select(i => i * 7 % images.Length))
            {
                Assert.Equal(alone[i], Encode(_encoder, images[i].Rgb, images[i].Width, images[i].Height));
            }
        }
    }

    [Fact]
    public void Long_streams_are_cut_into_chunks_of_a_mebibyte()
    {
        byte[] rgb = TestImages.Make("noise", 900, 800);
        byte[] file = Encode(_encoder, rgb, 900, 800);

        Assert.Equal(3, PngReader.Read(file).DataChunks);
        AssertDecodes(rgb, 900, 800, file);
        Assert.Equal(rgb, DecodeWithSkia(file, 900, 800));
    }

    [Fact]
    public void It_appends_and_returns_the_length_of_the_file()
    {
        byte[] rgb = TestImages.Make("photo", 20, 10);
        ArrayBufferWriter<byte> output = new();
        output.Write<byte>([1, 2, 3]);

        int length = _encoder.Encode(rgb, 20, 10, output);

        Assert.Equal(3 + length, output.WrittenCount);
        AssertDecodes(rgb, 20, 10, output.WrittenSpan[3..].ToArray());
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        byte[] rgb = TestImages.Make("photo", 32, 32);
        ArrayBufferWriter<byte> output = new(1 << 16);
        _encoder.Encode(rgb, 32, 32, output);

        // A collection that another test causes shows up in the count now and then; what we allocate always would.
        long least = Enumerable.Range(0, 20).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            output.ResetWrittenCount();
            _encoder.Encode(rgb, 32, 32, output);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    [InlineData(-1, -4)]
    [InlineData(2, 3)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Sizes_that_do_not_fit_the_pixels_are_refused(int width, int height) =>
        Assert.ThrowsAny<ArgumentException>(() => Encode(_encoder, new byte[12], width, height));

    private static void AssertDecodes(byte[] rgb, int width, int height, byte[] file)
    {
        PngReader.Image image = PngReader.Read(file);
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(rgb, image.Rgb);
    }

    private static byte[] Encode(PngEncoder encoder, byte[] rgb, int width, int height)
    {
        ArrayBufferWriter<byte> output = new();
        encoder.Encode(rgb, width, height, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] DecodeWithSkia(byte[] file, int width, int height)
    {
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using SKCodec codec = SKCodec.Create(new MemoryStream(file));
        using SKBitmap bitmap = new(info);
        Assert.Equal((width, height), (codec.Info.Width, codec.Info.Height));
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, bitmap.GetPixels()));
        return [.. bitmap.GetPixelSpan().ToArray().Where((_, i) => i % 4 != 3)];
    }
}
