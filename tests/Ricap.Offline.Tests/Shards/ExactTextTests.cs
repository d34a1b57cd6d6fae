using System.Globalization;
using System.Text;
using Ricap.Shards.Text;

namespace Ricap.Tests.Shards;

/// <summary>Numbers are taken as they are spelled, however many digits and whatever follows.</summary>
public class ExactTextTests
{
    private static readonly string[] After = ["", ",", "}", "x", "/", ":", "\0\0\0\0", "\u00FF\u00FF\u00FF", "},\"", "-1,2", " ,,,"];

    [Fact]
    public void Every_number_is_taken_whatever_follows()
    {
        int[] numbers = [.. Enumerable.Range(0, 11_000), 99_999, 100_000, 999_999, 1_234_567, 10_000_000, 999_999_999];
        foreach (int number in numbers)
        {
            string digits = number.ToString(CultureInfo.InvariantCulture);
            foreach (string after in After)
            {
                var text = new ExactText(Encoding.Latin1.GetBytes(digits + after));
                Assert.True(text.Number(out int value));
                Assert.Equal(number, value);
                Assert.True(text.Skip(Encoding.Latin1.GetBytes(after)));
                Assert.True(text.IsAtEnd);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("007")]
    [InlineData("0123")]
    [InlineData("000000000")]
    [InlineData("1000000000")]
    [InlineData("/1")]
    [InlineData(":1")]
    public void What_is_no_such_number_is_not_taken(string digits)
    {
        foreach (string after in After)
        {
            var text = new ExactText(Encoding.Latin1.GetBytes(digits + after));
            Assert.False(text.Number(out _));
        }
    }

    [Theory]
    [InlineData("\"\"", "", true)]
    [InlineData("\"a/b.jpg\"", "a/b.jpg", true)]
    [InlineData("\"a file whose name is longer than any vector has bytes.jpeg\"", "a file whose name is longer than any vector has bytes.jpeg", true)]
    [InlineData("\"\u00E9\"", "\u00E9", false)]
    public void Quoted_text_is_taken_and_told_whether_it_is_ascii(string json, string expected, bool isAscii)
    {
        var text = new ExactText(Encoding.Latin1.GetBytes(json));
        Assert.True(text.Quoted(out ReadOnlySpan<byte> value, out bool isSaid));
        Assert.Equal((expected, isAscii), (Encoding.Latin1.GetString(value), isSaid));
        Assert.True(text.IsAtEnd);
    }

    [Theory]
    [InlineData("a\"")]
    [InlineData("\"a")]
    [InlineData("\"a\\n\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a\u001Fb\"")]
    [InlineData("\"\0\"")]
    public void What_is_escaped_open_or_controls_is_not_taken(string json) =>
        Assert.False(new ExactText(Encoding.Latin1.GetBytes(json)).Quoted(out _, out _));
}
