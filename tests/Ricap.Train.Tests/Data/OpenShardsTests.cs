using Ricap.Formats;
using Ricap.Shards;
using Ricap.Train.Data.Reading;

namespace Ricap.Train.Tests.Data;

/// <summary>Shards are opened once, in order, one at most ahead of what is asked for; what fails ahead fails where it is asked for.</summary>
public sealed class OpenShardsTests : IDisposable
{
    private readonly SmallSet _set = new(("format", "npy")); // three shards an epoch
    private readonly RicapDataset _dataset;
    private readonly List<int> _opened = [];

    public OpenShardsTests() => _dataset = RicapDataset.Open(_set.Folder);

    [Fact]
    public void One_is_opened_ahead_and_once()
    {
        using OpenShards shards = Shards();
        shards.Start(0);
        shards.Ahead();
        Assert.Empty(_opened); // none is asked for yet
        ArrayShard first = shards.At(0);
        shards.Ahead();
        shards.Ahead();
        Assert.Equal([0, 1], _opened);
        Assert.Same(first, shards.At(0));
        Assert.NotSame(first, shards.At(1));
        shards.Ahead();
        shards.At(2);
        shards.Ahead(); // there is no fourth
        Assert.Equal([0, 1, 2], _opened);
    }

    [Fact]
    public void Where_it_starts_in_the_middle_the_ones_before_stay_closed()
    {
        using OpenShards shards = Shards();
        shards.Start(1);
        ArrayShard first = shards.At(1);
        shards.Ahead();
        Assert.Equal([1, 2], _opened);
        shards.Close();
        Assert.True(IsClosed(first));
    }

    /// <summary>While one thread is late to begin, others ask for the shard, close it and go on.</summary>
    [Fact]
    public void Many_threads_ahead_of_one_that_asks_open_each_once()
    {
        for (int round = 0; round < 50; round++)
        {
            _opened.Clear();
            using OpenShards shards = Shards();
            shards.Start(0);
            bool goesOn = true;
            Thread[] ahead = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
            {
                while (Volatile.Read(ref goesOn))
                {
                    shards.Ahead();
                }
            }))];
            Array.ForEach(ahead, thread => thread.Start());
            for (int number = 0; number < 3; number++)
            {
                Assert.False(IsClosed(shards.At(number)));
                shards.Close();
            }

            Volatile.Write(ref goesOn, false);
            Array.ForEach(ahead, thread => thread.Join());
            Assert.Equal([0, 1, 2], _opened);
        }
    }

    [Fact]
    public void What_fails_ahead_fails_where_it_is_asked_for()
    {
        File.Delete(_set["epoch-0001/ricap-0001-000001.json"]);
        using OpenShards shards = Shards();
        shards.Start(0);
        shards.At(0);
        shards.Ahead();
        Assert.Equal([0, 1], _opened);
        Assert.False(IsClosed(shards.At(0)));
        Assert.EndsWith("ricap-0001-000001.json", Assert.Throws<FileNotFoundException>(() => shards.At(1)).FileName, StringComparison.Ordinal);
        Assert.Equal([0, 1], _opened);
    }

    [Fact]
    public void What_comes_from_elsewhere_is_opened_when_it_is_needed()
    {
        using OpenShards shards = Shards(_ => { });
        shards.Start(0);
        shards.At(0);
        shards.Ahead();
        Assert.Equal([0], _opened);
        shards.At(1);
        Assert.Equal([0, 1], _opened);
    }

    [Fact]
    public void Those_that_are_open_are_closed_in_the_end()
    {
        OpenShards shards = Shards();
        shards.Start(0);
        ArrayShard first = shards.At(0);
        shards.Ahead();
        ArrayShard second = shards.At(1);
        shards.Dispose();
        Assert.True(IsClosed(first));
        Assert.True(IsClosed(second));
    }

    public void Dispose()
    {
        _dataset.Dispose();
        _set.Dispose();
    }

    private OpenShards Shards(Action<ManifestShard>? bring = null)
    {
        ManifestEpoch epoch = _dataset.Manifest.Epochs.Single(e => e.Epoch == 1);
        var stored = new StoredShards(_dataset.Folder, _dataset.Manifest, epoch, _dataset.Options, verify: true, BatchSlice.Whole, bring);
        return new OpenShards(stored, source =>
        {
            lock (_opened)
            {
                _opened.Add(epoch.Shards.ToList().IndexOf(source.Shard));
            }

            return _dataset.Options.Format.OpenArray!(source);
        });
    }

    private static bool IsClosed(ArrayShard shard)
    {
        try
        {
            shard.Read(0, 1, new byte[3 * 14 * 11]);
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
