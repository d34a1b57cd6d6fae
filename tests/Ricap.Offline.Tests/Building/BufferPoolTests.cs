using Ricap.Building.Running;

namespace Ricap.Tests.Building;

public class BufferPoolTests
{
    private int _made;

    [Fact]
    public void Buffers_are_made_when_wanted_and_used_again()
    {
        BufferPool<object> pool = Of(3);
        object one = pool.Take()!;
        object two = pool.Take()!;
        Assert.NotSame(one, two);
        pool.Return(one);
        pool.Return(two);
        Assert.Same(two, pool.Take());
        Assert.Equal(2, _made);
    }

    [Fact]
    public async Task Whoever_finds_none_gets_the_next_one_back()
    {
        BufferPool<object> pool = Of(1);
        object only = pool.Take()!;
        Task<object?> waiting = Task.Run(pool.Take);
        pool.Return(only);
        Assert.Same(only, await waiting);
        Assert.Equal(1, _made);
    }

    [Fact]
    public async Task Nobody_waits_for_a_closed_pool()
    {
        BufferPool<object> pool = Of(1);
        object only = pool.Take()!;
        Task<object?>[] waiting = [Task.Run(pool.Take), Task.Run(pool.Take)];
        pool.Close();
        Assert.All(await Task.WhenAll(waiting), Assert.Null);
        pool.Return(only);
        Assert.Null(pool.Take());
    }

    private BufferPool<object> Of(int most) => new(most, () =>
    {
        _made++;
        return new object();
    });
}
