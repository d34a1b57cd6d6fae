using Ricap.Sources;
using Ricap.Sources.Decoding;

namespace Ricap.Tests.Sources.Decoding;

public sealed class CancellationTests
{
    /// <summary>More pixels than are waited for on the same thread.</summary>
    private const int Side = 3000;

    private static readonly byte[] Large = TestImages.Png(Side, Side, 1, 0, new byte[(Side + 7) / 8 * Side]);

    [Fact]
    public void Nothing_is_decoded_once_the_work_has_ended()
    {
        var ended = new CancellationToken(canceled: true);
        foreach (byte[] encoded in (byte[][])[Large, TestImages.RgbPng(), TestImages.Jpeg(), JpegParts.Kept("progressive")])
        {
            using SourceContent content = TestImages.Content(encoded);
            Assert.Throws<OperationCanceledException>(() => content.Decode(new FitOptions(1, 1), new byte[3], ended));
        }
    }

    [Fact]
    public void A_large_image_does_not_keep_its_caller_waiting_until_it_is_decoded()
    {
        // The token ends while the library works, which goes on and must do no harm.
        for (int round = 0; round < 10; round++)
        {
            using var ending = new CancellationTokenSource();
            using SourceContent content = TestImages.Content(Large);
            ending.CancelAfter(TimeSpan.FromMilliseconds(round));
            try
            {
                content.Decode(new FitOptions(1, 1), new byte[3], ending.Token);
            }
            catch (OperationCanceledException e)
            {
                Assert.Equal(ending.Token, e.CancellationToken);
            }
        }
    }

    [Fact]
    public void A_large_image_has_the_same_pixels_and_problems_when_it_can_be_ended()
    {
        using var never = new CancellationTokenSource();
        using PixelBuffer expected = ImageDecoder.Decode(Large, "test image", Rgb24.White, Side * Side);
        using PixelBuffer apart = ImageDecoder.Decode(Large, "test image", Rgb24.White, Side * Side, never.Token);
        Assert.True(expected.Bytes.SequenceEqual(apart.Bytes));

        RicapException e = Assert.Throws<RicapException>(
            () => ImageDecoder.Decode(Large.AsSpan(0, Large.Length / 2), "test image", Rgb24.White, Side * Side, never.Token));
        Assert.Equal(ProblemCodes.CorruptImage, e.Problems[0].Code);
    }
}
