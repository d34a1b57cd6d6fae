using CsCheck;
using Ricap.ImageFiles.Png.Deflate;

namespace Ricap.Tests.ImageFiles.Png;

public sealed class RunSearchTests
{
    [Fact]
    public void A_run_begins_with_the_second_of_its_bytes()
    {
        byte[] input = [3, 7, 7, 7, 7, 7, 7, 7, 2];
        Assert.Equal(2, RunSearch.Find(input, 0, input.Length));
        Assert.Equal(6, RunSearch.Length(input, 2, 258));
        Assert.Equal(2, RunSearch.Find(input, 2, 3));
        Assert.Equal(2, RunSearch.Find(input, 0, 2));
        Assert.Equal(9, RunSearch.Find(input, 3, 9));
    }

    /// <summary>Few values, so that runs of every length and place come up.</summary>
    [Fact]
    public void Vectors_find_what_the_loop_finds() =>
        Gen.Select(Gen.Int[0, 5].Select(i => i == 0 ? (byte)9 : (byte)1).Array[0, 300], Gen.Int[1, 60], Gen.Int[0, 300]).Sample((input, from, end) =>
        {
            end = Math.Min(end, input.Length);
            from = Math.Min(from, end);
            if (from > 0)
            {
                Assert.Equal(RunSearch.FindScalar(input, from, end), RunSearch.FindVector(input, from, end));
            }
        });
}
