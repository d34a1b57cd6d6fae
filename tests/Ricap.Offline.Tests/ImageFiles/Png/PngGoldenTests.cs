using System.Buffers;
using System.IO.Hashing;
using Ricap.ImageFiles.Png;

namespace Ricap.Tests.ImageFiles.Png;

/// <summary>
/// The very bytes. They may change only on purpose and everywhere at once: data sets name their files by these hashes.
/// </summary>
public sealed class PngGoldenTests
{
    [Theory]
    [InlineData("constant", 32, 32, "72c38b95cc4ff7385c428c436502c724")]
    [InlineData("gradient", 32, 32, "f6d9f3027ab00dd548ec4c047fdc0a37")]
    [InlineData("noise", 32, 32, "aaac59f30d4d606c060b3cb183e98bae")]
    [InlineData("photo", 32, 32, "39d791942221a096dd92cba7531073f0")]
    [InlineData("drawing", 32, 32, "2637bc32fee230a86cc916ad02cbb61c")]
    [InlineData("photo", 1, 1, "3335c6c62d0101efddb2cb1fe0b1d7c4")]
    [InlineData("photo", 31, 33, "62d27a5e093a848b510227a307fe0782")]
    [InlineData("constant", 640, 480, "a885a3f0fd71d27c270f581bd4ff8c91")]
    [InlineData("gradient", 640, 480, "3129ae64aa59f66c60095202c8512962")]
    [InlineData("noise", 640, 480, "aaac0fe3e55768e91d519640a73464b5")]
    [InlineData("photo", 640, 480, "914416688db5d46da132607e4925093d")]
    [InlineData("drawing", 640, 480, "7a2667e9375ddae7c55d417c7016452a")]
    public void Every_platform_writes_these_bytes(string kind, int width, int height, string expected) =>
        Assert.Equal(expected, HashOf(new PngEncoder(), kind, width, height));

    [Theory]
    [InlineData("constant", 32, 32, "34b33333f1037b060ce572a159cfebb5")]
    [InlineData("noise", 32, 32, "aaac59f30d4d606c060b3cb183e98bae")]
    [InlineData("photo", 32, 32, "904ce86461977083abd16f79b5e5d123")]
    [InlineData("photo", 31, 33, "4980e6dc2c7ff1c53f9788b76858ce55")]
    [InlineData("constant", 640, 480, "79ac24e43c648ab0d2bc95512a66f6f6")]
    [InlineData("photo", 640, 480, "d2269b2167e7a9ab36cca1cbf573acfa")]
    [InlineData("drawing", 640, 480, "a21b989448b527e6cf6f72e99568e04b")]
    public void And_these_if_fast(string kind, int width, int height, string expected) =>
        Assert.Equal(expected, HashOf(new PngEncoder(fast: true), kind, width, height));

    private static string HashOf(PngEncoder encoder, string kind, int width, int height)
    {
        ArrayBufferWriter<byte> output = new();
        encoder.Encode(TestImages.Make(kind, width, height), width, height, output);

        return Convert.ToHexStringLower(XxHash128.Hash(output.WrittenSpan));
    }
}
