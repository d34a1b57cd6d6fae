using Ricap.Shards;

namespace Ricap.Tests.Shards;

public class NpyTests
{
    // What numpy 1.24.2's numpy.lib.format.write_array_header_1_0 writes for these shapes: 10 bytes, 117 of text, \n.
    [Theory]
    [InlineData(2, 3, 4, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4, 3), }")]
    [InlineData(0, 1, 1, "{'descr': '|u1', 'fortran_order': False, 'shape': (0, 1, 1, 3), }")]
    [InlineData(int.MaxValue, 224, 1024, "{'descr': '|u1', 'fortran_order': False, 'shape': (2147483647, 224, 1024, 3), }")]
    public void A_header_has_numpys_bytes(int count, int height, int width, string text)
    {
        byte[] expected =
        [
            .. Convert.FromHexString("934e554d505901007600"),
            .. System.Text.Encoding.ASCII.GetBytes(text.PadRight(117) + "\n"),
        ];
        byte[] header = Header(new NpyShape(count, height, width));
        Assert.Equal(expected, header);
        if (count < int.MaxValue)
        {
            var shape = new NpyShape(count, height, width);
            Assert.Equal(shape, NpyFile.ReadHeader(new MemoryStream([.. header, .. new byte[shape.DataLength]]), "a.npy"));
        }
    }

    [Fact]
    public void The_longest_header_is_as_long() =>
        Assert.Equal(
            (byte)'\n', Header(new NpyShape(int.MaxValue, int.MaxValue, int.MaxValue))[NpyFile.HeaderLength - 1]);

    [Theory]
    [InlineData("'|u1'", "'<u2'")]
    [InlineData("'|u1'", "'|i1'")]
    [InlineData("'|u1'", "[('a', '|u1')]")]
    [InlineData("False", "True")]
    [InlineData("False", "0")]
    [InlineData("4, 3)", "4, 4)")]
    [InlineData("4, 3)", "4)")]
    [InlineData("4, 3)", "4, 3, 1)")]
    [InlineData("(2,", "(-2,")]
    [InlineData("(2,", "(02,")]
    [InlineData("(2,", "(2147483648,")]
    [InlineData(" 3, 4,", " 0, 4,")]
    [InlineData("(2, 3, 4,", "(2147483647, 2147483647, 2147483647,")]
    [InlineData("'descr': '|u1', ", "")]
    [InlineData("'descr': '|u1', ", "'descr': '|u1', 'descr': '|u1', ")]
    [InlineData("'descr': '|u1', ", "'descr': '|u1', 'more': 1, ")]
    [InlineData(", }", ", } x")]
    [InlineData(", }", ",, }")]
    [InlineData(", }", "")]
    public void Other_arrays_are_refused(string right, string wrong)
    {
        string text = System.Text.Encoding.Latin1.GetString(Header(new NpyShape(2, 3, 4)));
        string other = text.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(text, other);
        byte[] header = System.Text.Encoding.Latin1.GetBytes(other.TrimEnd().PadRight(NpyFile.HeaderLength - 1) + "\n");
        Assert.Throws<ShardFormatException>(() => NpyFile.ReadHeader(new MemoryStream([.. header, .. new byte[72]]), "a.npy"));
    }

    [Fact]
    public void Damaged_headers_are_refused_in_the_documented_way()
    {
        // With the pixels behind it; no header but the very one of this shape holds.
        byte[] pixels = new byte[new NpyShape(2, 3, 4).DataLength];
        foreach (byte[] damaged in Samples.Damaged(Header(new NpyShape(2, 3, 4))))
        {
            byte[] file = [.. damaged, .. pixels];
            var e = Assert.Throws<ShardFormatException>(() => NpyFile.ReadHeader(new MemoryStream(file), "a.npy"));
            Assert.InRange(e.Offset, 0, file.Length);
        }
    }

    [Fact]
    public void Rows_and_bands_are_read_by_position()
    {
        var shape = new NpyShape(5, 4, 3);
        byte[] pixels = [.. Enumerable.Range(0, (int)shape.DataLength).Select(i => (byte)i)];
        using var file = new TempFile([.. Header(shape), .. pixels]);
        using NpyShardReader reader = NpyShardReader.Open(file.Path);
        Assert.Equal(shape, reader.Shape);

        Parallel.For(0, 1000, i =>
        {
            int first = i % 5;
            int count = i % (6 - first);
            var rows = new byte[count * 36];
            reader.ReadRows(first, count, rows);
            Assert.True(pixels.AsSpan(first * 36, rows.Length).SequenceEqual(rows));

            int y = i % 4;
            var band = new byte[(4 - y) * 9];
            reader.ReadRowBand(first, y, 4 - y, band);
            Assert.True(pixels.AsSpan((first * 36) + (y * 9), band.Length).SequenceEqual(band));
        });
    }

    [Fact]
    public void Rows_that_are_not_there_are_an_error()
    {
        using var file = new TempFile([.. Header(new NpyShape(2, 1, 1)), .. new byte[6]]);
        using NpyShardReader reader = NpyShardReader.Open(file.Path);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadRows(-1, 1, new byte[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadRows(long.MaxValue, 1, new byte[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadRows(1, 2, new byte[6]));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadRows(0, -1, []));
        Assert.Throws<ArgumentException>(() => reader.ReadRows(0, 2, new byte[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadRowBand(2, 0, 1, new byte[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadRowBand(0, 1, 1, new byte[3]));
        Assert.Throws<ArgumentException>(() => reader.ReadRowBand(0, 0, 1, new byte[4]));
    }

    [Fact]
    public void A_file_of_another_length_is_refused()
    {
        byte[] right = [.. Header(new NpyShape(2, 1, 1)), .. new byte[6]];
        for (int length = 0; length < right.Length; length++)
        {
            using var shorter = new TempFile(right[..length]);
            var e = Assert.Throws<ShardFormatException>(() => NpyShardReader.Open(shorter.Path));
            Assert.Equal(shorter.Path, e.Shard);
        }

        using var longer = new TempFile([.. right, 0]);
        Assert.Equal(134, Assert.Throws<ShardFormatException>(() => NpyShardReader.Open(longer.Path)).Offset);
        using var huge = new TempFile(Header(new NpyShape(int.MaxValue, 30000, 30000)));
        Assert.Equal(128, Assert.Throws<ShardFormatException>(() => NpyShardReader.Open(huge.Path)).Offset);
    }

    [Fact]
    public void A_missing_file_is_an_io_error() =>
        Assert.ThrowsAny<IOException>(() => NpyShardReader.Open(Path.Combine(Path.GetTempPath(), "no", "such.npy")));

    private static byte[] Header(NpyShape shape)
    {
        var header = new byte[NpyFile.HeaderLength];
        NpyFile.WriteHeader(shape, header);
        return header;
    }

    private sealed class TempFile : IDisposable
    {
        public TempFile(byte[] bytes) => File.WriteAllBytes(Path, bytes);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
