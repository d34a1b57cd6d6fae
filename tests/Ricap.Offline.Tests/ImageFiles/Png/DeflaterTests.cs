using System.IO.Compression;
using CsCheck;
using Ricap.ImageFiles.Png;
using Ricap.ImageFiles.Png.Deflate;

namespace Ricap.Tests.ImageFiles.Png;

public sealed class DeflaterTests
{
    private readonly Deflater _deflater = new(new DeflateParser());
    private readonly Deflater _fast = new(new RunParser());

    [Fact]
    public void Every_length_to_600_round_trips()
    {
        byte[] noise = TestImages.Bytes(600);
        byte[] photo = TestImages.Make("photo", 20, 10);
        for (int length = 0; length <= 600; length++)
        {
            AssertRoundTrips(noise[..length]);
            AssertRoundTrips(photo[..length]);
            AssertRoundTrips(new byte[length]);
        }
    }

    [Theory]
    [InlineData(257)]
    [InlineData(258)]
    [InlineData(259)]
    [InlineData(260)]
    [InlineData(516)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public void Long_runs_round_trip_and_shrink(int length)
    {
        byte[] run = [7, 1, .. new byte[length], 5];
        Assert.InRange(AssertRoundTrips(run), 1, 16 + (length / 500));
    }

    [Theory]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(300_000)]
    public void Noise_is_stored_at_five_bytes_a_block(int length)
    {
        int blocks = (length + BlockParser.SymbolsPerBlock - 1) / BlockParser.SymbolsPerBlock;
        Assert.InRange(AssertRoundTrips(TestImages.Bytes(length)), length, length + (6 * blocks));
    }

    [Fact]
    public void A_stored_block_longer_than_64_KB_is_cut()
    {
        byte[] noise = TestImages.Bytes(140_000);
        byte[] deflated = new byte[Deflater.Bound(noise.Length)];
        BitWriter writer = new(deflated);
        Sequence[] literals = [new Sequence(noise.Length, default)];
        new DeflateBlock().Write(noise, literals, last: true, ref writer);
        writer.AlignToByte();

        Assert.Equal(noise.Length + 15, writer.BytesWritten);
        Assert.Equal(noise, Inflate(deflated.AsSpan(0, writer.BytesWritten)));
    }

    [Theory]
    [InlineData(29, 0b01)]
    [InlineData(30, 0b00)]
    public void The_shortest_form_is_known_to_the_bit_and_stored_wins_a_tie(int length, int type)
    {
        // Nine bits each and ten around them under the fixed code, against eight bits each and forty around them. They
        // are too few to be worth a code of their own.
        byte[] input = [.. Enumerable.Range(0, length).Select(i => (byte)(144 + (i * i * 5 % 112)))];
        byte[] deflated = new byte[Deflater.Bound(length)];

        AssertRoundTrips(input);
        _deflater.Compress(input, deflated);

        Assert.Equal(type, (deflated[0] >> 1) & 3);
    }

    [Fact]
    public void Repeats_are_found_to_the_end_of_the_window()
    {
        byte[] input = TestImages.Bytes(32768 + 258);
        input.AsSpan(0, 258).CopyTo(input.AsSpan(32768));
        Assert.InRange(AssertRoundTrips(input), 32768, 32768 + 30);

        input = TestImages.Bytes(32769 + 258);
        input.AsSpan(0, 258).CopyTo(input.AsSpan(32769));
        Assert.InRange(AssertRoundTrips(input), 32769 + 258, 32769 + 258 + 30);
    }

    [Fact]
    public void Every_length_and_distance_of_a_repeat_round_trips()
    {
        byte[] noise = TestImages.Bytes(33_000);
        for (int length = 4; length <= 258; length++)
        {
            // Growing with the square, distances visit every symbol of those far back; the second input the rest.
            int distance = (int)Math.Min(32768, 258 + ((long)length * length / 2));
            AssertRoundTrips([.. noise[..distance], .. noise[..length], (byte)~noise[length]]);
            AssertRoundTrips([.. noise[..(length / 4)], .. noise[..(length / 4)], .. noise[..length]]);
        }
    }

    [Fact]
    public void Bytes_with_skewed_counts_round_trip() =>
        Gen.Select(Gen.Int[1, 255], Gen.Int[1, 60_000], Gen.ULong).Sample(
            (mask, length, seed) =>
            {
                byte[] one = TestImages.Bytes(length, seed);
                byte[] two = TestImages.Bytes(length, seed + 77);
                byte[] skewed = [.. one.Zip(two, (a, b) => (byte)(a & b & mask))];
                AssertRoundTrips(new Deflater(new DeflateParser()), skewed);
                AssertRoundTrips(new Deflater(new RunParser()), skewed);
            },
            iter: 100);

    [Fact]
    public void Photographs_are_about_as_small_as_zlib_makes_them()
    {
        byte[] rgb = TestImages.Make("photo", 640, 480);
        byte[] filtered = new byte[rgb.Length + 480];
        new RowFilters().Apply(rgb, 640 * 3, filtered);
        using MemoryStream zlib = new();
        using (DeflateStream stream = new(zlib, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(filtered);
        }

        // Loose, since zlib's length is not the same everywhere.
        Assert.InRange(AssertRoundTrips(filtered), 1, zlib.Length * 105 / 100);
    }

    [Fact]
    public void Fast_ones_find_runs_and_nothing_else()
    {
        byte[] noise = TestImages.Bytes(400);
        byte[] run = [.. noise, .. new byte[300], .. noise];
        byte[] deflated = new byte[Deflater.Bound(run.Length)];
        Assert.InRange(_fast.Compress(run, deflated), noise.Length * 2, (noise.Length * 2) + 60);
        Assert.InRange(_deflater.Compress(run, deflated), noise.Length, noise.Length + 60);
    }

    private int AssertRoundTrips(byte[] input)
    {
        AssertRoundTrips(_fast, input);
        return AssertRoundTrips(_deflater, input);
    }

    private static int AssertRoundTrips(Deflater deflater, byte[] input)
    {
        byte[] deflated = new byte[Deflater.Bound(input.Length)];
        int length = deflater.Compress(input, deflated);
        Assert.True(input.AsSpan().SequenceEqual(Inflate(deflated.AsSpan(0, length))), $"length {input.Length}");
        return length;
    }

    private static byte[] Inflate(ReadOnlySpan<byte> deflated)
    {
        using DeflateStream stream = new(new MemoryStream(deflated.ToArray()), CompressionMode.Decompress);
        using MemoryStream inflated = new();
        stream.CopyTo(inflated);
        return inflated.ToArray();
    }
}
