using Ricap.Sources;

namespace Ricap.Tests.Sources.Decoding;

/// <summary>A JPEG that lacks a piece of its picture is refused, however well it pretends; one that does not is not.</summary>
public sealed class JpegDamageTests
{
    private static readonly FitOptions AnySize = new(16, 16);

    public static TheoryData<string> Coded =>
        [.. "420,422,444,grey,optimized,progressive,progressive-grey,restart,restart-progressive,uneven,apart,cmyk".Split(',')];

    [Theory]
    [MemberData(nameof(Coded))]
    public void Data_that_stop_before_an_end_marker_are_noticed_wherever_it_is(string name)
    {
        byte[] jpeg = JpegParts.Kept(name);
        byte[] whole = TestImages.Decode(jpeg, AnySize);
        for (int length = JpegParts.Codes(jpeg); length < jpeg.Length - 2; length++)
        {
            byte[] stopped = [.. jpeg[..length], .. JpegParts.End];
            if (Decode(stopped) is { } rgb)
            {
                Assert.True(whole.AsSpan().SequenceEqual(rgb), $"{name} is another picture at {length} bytes");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_hole_is_noticed_whether_cut_out_or_zeroed(int filled)
    {
        byte[] jpeg = JpegParts.Large();
        for (int start = JpegParts.Codes(jpeg) + 100; start < jpeg.Length - 1600; start += 500)
        {
            byte[] holed = JpegParts.Replace(jpeg, start, start + 1500, new byte[filled * 1500]);
            AssertDamaged(holed);
        }
    }

    [Fact]
    public void Half_of_it_and_an_end_marker_are_refused_with_what_is_wrong()
    {
        byte[] jpeg = JpegParts.Large();
        Problem problem = AssertDamaged([.. jpeg[..(jpeg.Length / 2)], .. JpegParts.End]);
        Assert.Contains("a piece of its data is missing", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("progressive")]
    [InlineData("progressive-grey")]
    [InlineData("restart-progressive")]
    [InlineData("apart")]
    public void Whole_scans_that_are_missing_are_noticed(string name)
    {
        byte[] jpeg = JpegParts.Kept(name);
        foreach (int scan in JpegParts.Scans(jpeg)[1..])
        {
            Problem problem = AssertDamaged([.. jpeg[..scan], .. JpegParts.End]);
            Assert.Contains("it is cut short", problem.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A scan of a few bytes may go over every pixel, and the image library paints each: 2,000 took it 13 s.</summary>
    [Fact]
    public void Scans_beyond_all_reason_are_refused_before_the_image_library_sees_them()
    {
        IEnumerable<byte> Table(byte name, byte symbol) => [0xFF, 0xC4, 0, 20, name, 1, .. new byte[15], symbol];
        IEnumerable<byte> Scan(byte first, byte last, byte bit) => [0xFF, 0xDA, 0, 8, 1, 1, 0, first, last, bit];
        IEnumerable<byte> quantiser = [0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64)];
        IEnumerable<byte> frame = [0xFF, 0xC2, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0];
        const byte ManyEmptyBlocks = 0xE0;

        // The one code of a table is a zero bit; the number of blocks after it has 14 more.
        IEnumerable<byte> empty = [.. Scan(1, 63, 1), 0, 1];
        Problem problem = AssertDamaged(
        [
            0xFF, 0xD8, .. quantiser, .. frame, .. Table(0, 0), .. Table(0x10, ManyEmptyBlocks), .. Scan(0, 0, 0), 0x0F,
            .. Enumerable.Repeat(empty, 101).SelectMany(scan => scan), .. JpegParts.End,
        ]);
        Assert.Contains("more scans", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_interval_between_restart_markers_is_noticed()
    {
        byte[] jpeg = JpegParts.Kept("restart");
        int[] restarts = JpegParts.Restarts(jpeg);
        Assert.Equal(5, restarts.Length);
        for (int i = 1; i < restarts.Length; i++)
        {
            AssertDamaged(JpegParts.Replace(jpeg, restarts[i - 1], restarts[i]));
        }
    }

    [Fact]
    public void A_frame_of_Motion_JPEG_has_the_standard_tables()
    {
        byte[] jpeg = JpegParts.Kept("420");
        byte[] bare = JpegParts.WithoutTables(jpeg);
        Assert.Equal(420 + 12, jpeg.Length - bare.Length);
        Assert.Equal(TestImages.Decode(jpeg, AnySize), TestImages.Decode(bare, AnySize));
        AssertDamaged([.. bare[..^50], .. JpegParts.End]);
    }

    /// <summary>What cameras and programs leave about, and harms no pixel.</summary>
    public static TheoryData<string, byte[]> Harmless
    {
        get
        {
            byte[] jpeg = JpegParts.Large();
            byte[] progressive = JpegParts.Kept("progressive");
            byte[] restart = JpegParts.Kept("restart");
            int end = jpeg.Length - 2;
            return new()
            {
                { "bytes after its end", [.. jpeg, .. new byte[5000]] },
                { "another file after its end", [.. jpeg, .. jpeg] },
                { "no end marker", jpeg[..end] },
                { "no end marker, another file", [.. jpeg[..end], .. jpeg] },
                { "no end marker of a progressive one", progressive[..^2] },
                { "bytes that fill the space before a marker", JpegParts.Replace(jpeg, end, end, [.. Enumerable.Repeat((byte)0xFF, 99)]) },
                { "a few bytes after the codes", JpegParts.Replace(jpeg, end, end, 1, 2, 3, 4, 5) },
                { "zeros after the codes", JpegParts.Replace(jpeg, end, end, new byte[3000]) },
                { "a restart marker after the codes", JpegParts.Replace(jpeg, end, end, 0xFF, 0xD0) },
                { "an interval longer than the picture", JpegParts.Insert(jpeg, 0xDD, 0xFF, 0xFF) },
                { "a comment of all lengths", JpegParts.Insert(JpegParts.Insert(jpeg, 0xFE), 0xFE, new byte[300]) },
                { "restart markers with what fills before them", JpegParts.Replace(restart, JpegParts.Restarts(restart)[0], JpegParts.Restarts(restart)[0], 0xFF, 0xFF) },
                { "rows below those that its height says", Cropped(jpeg) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void What_harms_no_pixel_is_accepted(string what, byte[] jpeg) =>
        Assert.True(Decode(jpeg) is not null, $"{what}: was refused");

    [Fact]
    public void Bytes_left_over_are_damage_where_they_are_many() =>
        AssertDamaged(JpegParts.Replace(JpegParts.Large(), JpegParts.Large().Length - 2, JpegParts.Large().Length - 2, Noise(500)));

    [Theory]
    [InlineData(0xC3, "a lossless JPEG")]
    [InlineData(0xCB, "a lossless JPEG")]
    [InlineData(0xC5, "a hierarchical JPEG")]
    [InlineData(0xCF, "a hierarchical JPEG")]
    [InlineData(0xF7, "a JPEG-LS image")]
    public void A_kind_that_is_not_read_is_not_called_damaged(byte frame, string what)
    {
        byte[] jpeg = JpegParts.Large();
        jpeg[JpegParts.Frame(jpeg) + 1] = frame;
        AssertUnsupported(jpeg, what);
    }

    [Fact]
    public void Samples_of_twelve_bits_are_not_read()
    {
        byte[] jpeg = JpegParts.Large();
        jpeg[JpegParts.Frame(jpeg) + 4] = 12;
        AssertUnsupported(jpeg, "a JPEG of 12 bits a sample");
    }

    [Fact]
    public void Kinds_that_are_no_JPEG_have_their_names()
    {
        AssertUnsupported([0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 0x0A], "a JPEG 2000 image");
        AssertUnsupported([0xFF, 0x4F, 0xFF, 0x51, 0, 0], "a JPEG 2000 image");
        AssertUnsupported([0, 0, 0, 12, .. "JXL \r\n"u8, 0x87, 0x0A], "a JPEG XL image");
        AssertUnsupported([0, 0, 0, 32, .. "ftypavif"u8, 0, 0, 0, 0], "an AVIF image");
        AssertUnsupported([0, 0, 0, 32, .. "ftypheic"u8, 0, 0, 0, 0], "a HEIF image");
        AssertUnsupported([.. "II*\0"u8, 8, 0, 0, 0], "a TIFF image");
    }

    [Fact]
    public void Segments_that_no_pixel_depends_on_change_none()
    {
        byte[] jpeg = JpegParts.Large();
        byte[] more = JpegParts.Insert(JpegParts.Insert(jpeg, 0xE2, Noise(20_000)), 0xFE, Noise(3000));
        Assert.Equal(TestImages.Decode(jpeg, AnySize), TestImages.Decode(more, AnySize));
    }

    /// <summary>That the file is said to be of a kind that is not read, and nothing worse.</summary>
    internal static void AssertUnsupported(byte[] encoded, string what)
    {
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => TestImages.Decode(encoded)).Problems);
        Assert.Equal(ProblemCodes.NotAnImage, problem.Code);
        Assert.Contains(what, problem.Message, StringComparison.Ordinal);
        Assert.Contains("not supported", problem.Message, StringComparison.Ordinal);
    }

    private static Problem AssertDamaged(byte[] jpeg)
    {
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => TestImages.Decode(jpeg, AnySize)).Problems);
        Assert.Equal(ProblemCodes.CorruptImage, problem.Code);
        return problem;
    }

    private static byte[]? Decode(byte[] jpeg)
    {
        try
        {
            return TestImages.Decode(jpeg, AnySize);
        }
        catch (RicapException e)
        {
            Assert.Equal(ProblemCodes.CorruptImage, Assert.Single(e.Problems).Code);
            return null;
        }
    }

    /// <summary>The height made less in the header alone.</summary>
    private static byte[] Cropped(byte[] jpeg)
    {
        byte[] cropped = [.. jpeg];
        cropped[JpegParts.Frame(jpeg) + 6] = 160;
        return cropped;
    }

    /// <summary>Bytes that no marker begins with.</summary>
    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(length).NextBytes(noise);
        return [.. noise.Select(b => (byte)(b & 0x7F))];
    }
}
