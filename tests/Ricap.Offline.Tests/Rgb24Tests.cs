
namespace Ricap.Tests;

public sealed class Rgb24Tests
{
    [Theory]
    [InlineData("FFFFFF", 255, 255, 255)]
    [InlineData("0a10Fe", 10, 16, 254)]
    [InlineData("#102030", 16, 32, 48)]
    public void Six_digits_are_a_colour(string text, byte r, byte g, byte b)
    {
        Assert.Equal(new Rgb24(r, g, b), Rgb24.Parse(text, null));
        Assert.Equal(text.TrimStart('#').ToUpperInvariant(), Rgb24.Parse(text, null).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("FFF")]
    [InlineData("FFFFFFF")]
    [InlineData(" FFFFF")]
    [InlineData("GGGGGG")]
    [InlineData("##1020")]
    [InlineData("white")]
    [InlineData(null)]
    public void Anything_else_is_not(string? text) => Assert.False(Rgb24.TryParse(text, null, out _));
}
