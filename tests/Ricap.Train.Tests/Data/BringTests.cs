using Ricap.Train.Data;

namespace Ricap.Train.Tests.Data;

/// <summary>Shards that come from elsewhere when they are needed.</summary>
public sealed class BringTests
{
    [TorchTheory]
    [InlineData("webdataset")]
    [InlineData("npy")]
    public void Each_shard_is_asked_for_once_before_it_is_read_and_batches_are_the_same(string format)
    {
        using var set = new SmallSet(("format", format));
        List<(int First, byte[] Images, float[] Targets)> expected = set.Run(1);
        string away = $"{set.Folder}-away";
        Directory.Move(set["epoch-0001"], away);
        Directory.CreateDirectory(set["epoch-0001"]);
        var asked = new List<string>();
        List<(int First, byte[] Images, float[] Targets)> brought = set.Run(1, new FeedOptions
        {
            Source = DataSource.Shards,
            Bring = shard =>
            {
                asked.Add(shard.File.Path);
                foreach (string path in shard.Files().Select(file => file.Path))
                {
                    File.Move(Path.Join(away, Path.GetFileName(path)), set[path]);
                }
            },
        });
        Directory.Delete(away, recursive: true);
        Assert.Equal(3, asked.Count); // 53 samples, 20 a shard
        Assert.Equal(asked.Order(StringComparer.Ordinal).Distinct(), asked);
        Assert.Equal(expected.Select(batch => batch.First), brought.Select(batch => batch.First));
        Assert.All(expected.Zip(brought), pair =>
        {
            Assert.Equal(pair.First.Images, pair.Second.Images);
            Assert.Equal(pair.First.Targets, pair.Second.Targets);
        });
    }

    [TorchFact]
    public void What_cannot_be_brought_ends_the_epoch_as_what_it_is()
    {
        using var set = new SmallSet();
        var problem = Problem.Error(ProblemCodes.StoreUnreachable, "s3://bucket/set", "the store does not answer");
        RicapException thrown = Assert.Throws<RicapException>(() =>
            set.Run(0, new FeedOptions { Source = DataSource.Shards, Bring = _ => throw new RicapException(problem) }));
        Assert.Equal([problem], thrown.Problems);
    }
}
