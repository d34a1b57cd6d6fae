using System.IO.Hashing;
using Ricap.Shards.Text;

namespace Ricap.Tests.Shards;

public class HashTextTests
{
    // What `printf '' | xxhsum -H2` and `printf ricap | xxhsum -H2` print.
    [Theory]
    [InlineData("", "99aa06d3014798d86001c324468d497f")]
    [InlineData("ricap", "a8a9e9c4e52d13f40fffe5171fc8c6fd")]
    public void A_hash_reads_as_xxhsum_prints_it(string text, string expected)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
        Hash128 hash = Hash128.Of(bytes);
        var hasher = new XxHash128();
        hasher.Append(bytes);
        var written = new byte[HashText.Length];
        HashText.Write(hash, written);

        Assert.Equal(expected, HashText.Of(hash));
        Assert.Equal(expected, HashText.Of(hasher));
        Assert.Equal(expected, Samples.Text(written));
        Assert.True(HashText.TryParse(expected, out Hash128 read));
        Assert.Equal(hash, read);
        Assert.True(HashText.TryParse(written, out read));
        Assert.Equal(hash, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("99aa06d3014798d86001c324468d497")]
    [InlineData("99aa06d3014798d86001c324468d497f0")]
    [InlineData("99AA06d3014798d86001c324468d497f")]
    [InlineData("99aa06d3014798d86001c324468d497g")]
    [InlineData("99aa06d3014798d86001c324468d497\u0666")]
    [InlineData("+9aa06d3014798d86001c324468d497f")]
    public void Other_text_is_no_hash(string text) => Assert.False(HashText.TryParse(text, out _));

    /// <summary>Sixteen at once and one by one, whatever the bytes are.</summary>
    [Fact]
    public void Digits_are_read_at_once_as_they_are_one_by_one()
    {
        byte[] digits = "0123456789abcdef"u8.ToArray();
        for (int place = 0; place < digits.Length; place++)
        {
            for (int character = 0; character <= byte.MaxValue; character++)
            {
                byte[] text = [.. digits];
                text[place] = (byte)character;
                bool isRead = HexDigits.TryReadEach(text, out ulong expected);
                Assert.Equal("0123456789abcdef"u8.Contains((byte)character), isRead);
                Assert.Equal(isRead, HexDigits.TryRead(text, out ulong read));
                Assert.Equal(isRead ? expected : read, read);
            }
        }
    }
}
