using Ricap.Planning;
using Ricap.Rendering;

namespace Ricap.Tests.Rendering;

/// <summary>Samples from wherever their sources lie: read, kept for a batch, or held by the base, be it from the middle of a sample on.</summary>
public sealed class SampleRendererTests
{
    private const int Side = 32;
    private const int ImageBytes = 3 * Side * Side;
    private const int Images = 12;

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(30)]
    public void It_does_not_matter_when_the_base_is_held(int after)
    {
        var planner = new Planner(new PlanOptions { Width = Side, Height = Side, Seed = 3, Mode = RandomnessMode.Sample, BatchSize = Images, Schedule = BetaSchedule.Constant(1) }, Images);
        BatchPlan batch = planner.Epoch(0).Batch(0);
        var read = new SampleRenderer(new Rows(int.MaxValue), Side, Side, FillRule.Nearest);
        var held = new SampleRenderer(new Rows(after), Side, Side, FillRule.Nearest);
        byte[] expected = new byte[ImageBytes];
        byte[] actual = new byte[ImageBytes];
        for (int row = 0; row < batch.Count; row++)
        {
            read.RenderAlone(batch[row], expected);
            held.Render(batch, batch[row], actual);
            Assert.Equal(expected, actual);
        }
    }

    /// <summary>Sources that are held once they were asked for so many times.</summary>
    private sealed class Rows(int after) : IBaseRows
    {
        private readonly byte[] _all = Bytes();
        private int _asked;

        public bool TryFind(int source, out ReadOnlySpan<byte> held, out int at)
        {
            bool isHeld = _asked++ >= after;
            held = isHeld ? _all : default;
            at = source * ImageBytes;
            return isHeld;
        }

        public void Read(int source, int top, Span<byte> destination) =>
            _all.AsSpan((source * ImageBytes) + (top * 3 * Side), destination.Length).CopyTo(destination);

        public void Keep(long budget, int threads = 0)
        {
        }

        public void Dispose()
        {
        }

        private static byte[] Bytes()
        {
            byte[] bytes = new byte[Images * ImageBytes];
            new Random(5).NextBytes(bytes);
            return bytes;
        }
    }
}
