using Ricap.ImageFiles.Png.Deflate;


namespace Ricap.Tests.ImageFiles.Png;

public sealed class MatchFinderTests
{
    [Fact]
    public void The_longest_repeat_wins_and_of_equals_the_nearest()
    {
        byte[] input = "abcdX-abcdeX-abcdY-abcdeY"u8.ToArray();

        Assert.Equal(new Match(5, 13), FindAt(new MatchFinder(), input, 19, floor: 3));
        Assert.Equal(new Match(4, 7), FindAt(new MatchFinder(), input, 13, floor: 3));
        Assert.Equal(default, FindAt(new MatchFinder(), input, 19, floor: 5));
    }

    [Theory]
    [InlineData(32767, 40)]
    [InlineData(32768, 40)]
    [InlineData(32769, 0)]
    public void The_window_is_32_KB(int distance, int length)
    {
        byte[] input = TestImages.Bytes(distance + 40);
        input.AsSpan(0, 40).CopyTo(input.AsSpan(distance));

        Match match = FindAt(new MatchFinder(), input, distance, floor: 3);

        Assert.Equal(length == 0 ? default : new Match(length, distance), match);
    }

    [Fact]
    public void A_repeat_is_no_longer_than_258_and_ends_with_the_input()
    {
        Assert.Equal(new Match(258, 1), FindAt(new MatchFinder(), new byte[1000], 1, floor: 3));
        Assert.Equal(new Match(5, 1), FindAt(new MatchFinder(), new byte[1000], 995, floor: 3));
    }

    [Fact]
    public void An_input_is_not_searched_for_what_earlier_ones_held()
    {
        MatchFinder finder = new();
        byte[] input = TestImages.Bytes(500);
        FindAt(finder, input, 400, floor: 3);

        Assert.Equal(default, FindAt(finder, input, 100, floor: 3));
    }

    [Fact]
    public void Stamps_start_again_before_they_overflow()
    {
        MatchFinder finder = new(int.MaxValue - 1500);
        for (int round = 0; round < 4; round++)
        {
            Assert.Equal(new Match(258, 1), FindAt(finder, new byte[1000], 1, floor: 3));
            Assert.Equal(default, FindAt(finder, TestImages.Bytes(1000, seed: 9), 500, floor: 3));
        }
    }

    private static Match FindAt(MatchFinder finder, byte[] input, int position, int floor)
    {
        finder.Begin(input.Length);
        finder.Insert(input, 0, position);
        return finder.FindAndInsert(input, position, floor);
    }
}
