using Ricap.Sources;

namespace Ricap.Tests.Sources;

public sealed class Utf8OrderTests
{
    private static readonly string[] Names =
    [
        "", "a", "A", "a/b", "a-b", "ab", "é", "e\u0301", "ß", "שלום", "مرحبا", "猫", "犬", "ねこ",
        "\uE000", "\uFFEE", "\uFFFD", "😀", "😀a", "𝄞", "a😀", "a\uFFEE", "10", "9",
    ];

    [Fact]
    public void It_is_the_order_of_the_bytes()
    {
        foreach (string x in Names)
        {
            foreach (string y in Names)
            {
                int bytes = System.Text.Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(y));
                Assert.Equal(Math.Sign(bytes), Math.Sign(Utf8Order.Instance.Compare(x, y)));
            }
        }
    }

    [Fact]
    public void It_is_not_the_order_of_utf16() =>
        Assert.True(Utf8Order.Instance.Compare("\uFFEE", "😀") < 0 && string.CompareOrdinal("\uFFEE", "😀") > 0);
}
