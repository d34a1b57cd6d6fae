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
    public void Every_platform_writes_these_bytes(string kind, int width, int height, string expected)
    {
        ArrayBufferWriter<byte> output = new();
        new PngEncoder().Encode(TestImages.Make(kind, width, height), width, height, output);

        Assert.Equal(expected, Convert.ToHexStringLower(XxHash128.Hash(output.WrittenSpan)));
    }
}
