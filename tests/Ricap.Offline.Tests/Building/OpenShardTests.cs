using Ricap.Building.Epochs;
using Ricap.Formats;

namespace Ricap.Tests.Building;

/// <summary>Runs of a shard are put down in any order, and taken up in theirs by one thread at a time.</summary>
public class OpenShardTests
{
    private readonly SampleBuffer[] _runs = [.. Enumerable.Range(0, 4).Select(_ => new SampleBuffer(1, 3))];

    [Fact]
    public void Early_runs_wait_for_the_one_before_them()
    {
        OpenShard shard = Of(4);
        Assert.False(shard.PutDown(2, _runs[2]));
        Assert.False(shard.PutDown(1, _runs[1]));
        Assert.True(shard.PutDown(0, _runs[0]));
        foreach (SampleBuffer run in _runs[..3])
        {
            Assert.Same(run, shard.Next());
            Assert.False(shard.IsWhole);
        }

        Assert.Null(shard.Next());
        Assert.True(shard.PutDown(3, _runs[3]));
        Assert.Same(_runs[3], shard.Next());
        Assert.True(shard.IsWhole);
        Assert.Null(shard.Next());
    }

    [Fact]
    public void While_one_takes_runs_up_others_only_put_theirs_down()
    {
        OpenShard shard = Of(3);
        Assert.True(shard.PutDown(0, _runs[0]));
        Assert.Same(_runs[0], shard.Next());
        Assert.False(shard.PutDown(1, _runs[1]));
        Assert.Same(_runs[1], shard.Next());
        Assert.Null(shard.Next());
        Assert.True(shard.PutDown(2, _runs[2]));
    }

    private static OpenShard Of(int runs) => new(null!) { Runs = runs };
}
