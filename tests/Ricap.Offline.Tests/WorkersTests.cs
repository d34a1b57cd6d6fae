namespace Ricap.Tests;

public sealed class WorkersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void EachPieceIsDoneOnce(int count)
    {
        int[] done = new int[count];
        Workers.Share(count, piece => Interlocked.Increment(ref done[piece]));
        Assert.All(done, times => Assert.Equal(1, times));
    }

    [Fact]
    public void AnExceptionOfAnyThreadIsThrownAndEndsTheWork()
    {
        int done = 0;
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => Workers.Share(1_000_000, piece =>
        {
            Interlocked.Increment(ref done);
            throw new InvalidOperationException($"piece {piece}");
        }));

        Assert.StartsWith("piece ", thrown.Message, StringComparison.Ordinal);
        Assert.InRange(done, 1, Environment.ProcessorCount);
    }
}
