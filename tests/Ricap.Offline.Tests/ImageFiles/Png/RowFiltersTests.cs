using CsCheck;
using Ricap.ImageFiles.Png;

namespace Ricap.Tests.ImageFiles.Png;

public sealed class RowFiltersTests
{
    private static readonly byte[] Corners = [0, 1, 2, 63, 64, 127, 128, 129, 191, 192, 254, 255];

    [Fact]
    public void Vectors_agree_with_the_specification_at_every_length()
    {
        for (int length = 0; length <= 257; length++)
        {
            byte[] current = Row(TestImages.Bytes(length, seed: 3), length);
            byte[] prior = Row(TestImages.Bytes(length, seed: 4), length);
            AssertSame(current, prior, length);
        }
    }

    [Fact]
    public void Vectors_agree_where_bytes_wrap() =>
        Gen.Int[0, Corners.Length - 1].Select(i => Corners[i]).Array[120].Sample(
            bytes => AssertSame(Row(bytes[..60], 60), Row(bytes[60..], 60), 60), iter: 2000);

    [Fact]
    public void Sums_of_very_long_rows_do_not_overflow()
    {
        // Differences of 128 are the largest there are; a lane of sixteen bits holds 511 of them.
        const int Length = 3 * 16 * 255 * 2;
        byte[] row = new byte[Length];
        row.AsSpan().Fill(128);
        AssertSame(Row(row, Length), Row(new byte[Length], Length), Length);
    }

    [Fact]
    public void The_flattest_filter_is_chosen_and_the_first_of_equals()
    {
        RowFilters filters = new();
        byte[] rgb = [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0];
        byte[] filtered = new byte[21];

        filters.Apply(rgb, 6, filtered);

        // Row 1: Sub leaves 27, as does Paeth. Row 2: Up and Paeth leave nothing but Up comes first. Row 3: None.
        Assert.Equal([1, 9, 9, 9, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], filtered);
    }

    private static void AssertSame(byte[] current, byte[] prior, int length)
    {
        int candidateLength = RowFilters.CandidateLength(length);
        byte[] scalar = new byte[RowFilters.Types * candidateLength];
        byte[] vector = new byte[scalar.Length];
        long[] scalarSums = new long[RowFilters.Types];
        long[] vectorSums = new long[RowFilters.Types];

        RowFilters.FilterScalar(current, prior, length, scalar, scalarSums);
        RowFilters.FilterVector(current, prior, length, vector, vectorSums);

        Assert.Equal(scalarSums, vectorSums);
        for (int type = 0; type < RowFilters.Types; type++)
        {
            int start = type * candidateLength;
            Assert.Equal(scalar.AsSpan(start, length), vector.AsSpan(start, length));
        }
    }

    /// <summary>A row in its buffer; what comes after it is garbage, as in the encoder, and must not count.</summary>
    private static byte[] Row(byte[] bytes, int length)
    {
        byte[] buffer = new byte[RowFilters.BufferLength(length)];
        buffer.AsSpan(RowFilters.Margin).Fill(0xA5);
        bytes.CopyTo(buffer.AsSpan(RowFilters.Margin));
        return buffer;
    }
}
