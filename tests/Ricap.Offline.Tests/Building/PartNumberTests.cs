using CsCheck;
using Ricap.Building;

namespace Ricap.Tests.Building;

public sealed class PartNumberTests
{
    [Fact]
    public void Slices_follow_each_other_from_the_first_item_to_the_last()
    {
        Gen.Select(Gen.Int[1, 300], Gen.OneOf(Gen.Long[0, 1000], Gen.Long[0, long.MaxValue])).Sample((count, total) =>
        {
            long at = 0;
            for (int i = 0; i < count; i++)
            {
                (long first, long end) = new PartNumber(i, count).Slice(total);
                Assert.Equal(at, first);

                // As even as whole items allow.
                Assert.InRange(end - first, total / count, (total / count) + 1);
                at = end;
            }

            Assert.Equal(total, at);
        });
    }

    [Fact]
    public void Parts_beyond_the_items_are_empty() =>
        Assert.Equal(3, Enumerable.Range(0, 1000).Sum(i => new PartNumber(i, 1000).Slice(3) is var (first, end) ? end - first : 0));

    [Fact]
    public void The_largest_count_of_the_largest_total_does_not_overflow() =>
        Assert.Equal(long.MaxValue, new PartNumber(PartNumber.MaxCount - 1, PartNumber.MaxCount).Slice(long.MaxValue).End);

    [Fact]
    public void A_part_reads_what_it_writes() => Gen.Int[1, PartNumber.MaxCount].SelectMany(n => Gen.Int[0, n - 1].Select(i => new PartNumber(i, n)))
        .Sample(part => Assert.Equal(part, PartNumber.Parse(part.ToString())));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1/1")]
    [InlineData("-1/2")]
    [InlineData("0/0")]
    [InlineData("0/1000001")]
    [InlineData("+0/2")]
    [InlineData("0 /2")]
    [InlineData("0/2/3")]
    [InlineData("0/99999999999")]
    public void What_is_no_part_is_refused(string text) => Assert.Null(PartNumber.Parse(text));

    [Theory, InlineData(-1, 2), InlineData(2, 2), InlineData(0, 0), InlineData(0, PartNumber.MaxCount + 1)]
    public void There_is_no_part_out_of_range(int index, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PartNumber(index, count));
}
