using Ricap.Building.Running;

namespace Ricap.Tests.Building;

/// <summary>Runs are put down in any order, and taken up in theirs by one thread at a time.</summary>
public class InOrderTests
{
    private readonly InOrder<string> _order = new();

    [Fact]
    public void Early_runs_wait_for_the_one_before_them()
    {
        Assert.False(_order.PutDown(2, "c"));
        Assert.False(_order.PutDown(1, "b"));
        Assert.True(_order.PutDown(0, "a"));
        Assert.Equal("a b c ", $"{_order.Next()} {_order.Next()} {_order.Next()} {_order.Next()}");
        Assert.Equal(3, _order.Taken);
        Assert.True(_order.PutDown(3, "d"));
        Assert.Equal("d", _order.Next());
        Assert.Null(_order.Next());
    }

    [Fact]
    public void While_one_takes_up_others_only_put_down()
    {
        Assert.True(_order.PutDown(0, "a"));
        Assert.Equal("a", _order.Next());
        Assert.False(_order.PutDown(1, "b"));
        Assert.Equal("b", _order.Next());
        Assert.Null(_order.Next());
        Assert.True(_order.PutDown(2, "c"));
    }
}
