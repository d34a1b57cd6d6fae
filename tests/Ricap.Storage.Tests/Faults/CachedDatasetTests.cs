using Ricap.Shards;
using Ricap.Storage.Caching;
using Ricap.Storage.Publishing;

namespace Ricap.Storage.Tests.Faults;

public sealed class CachedDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStore _store = new();

    public void Dispose() => _folder.Dispose();

    private string Source => _folder.Of("source");

    [Fact]
    public async Task Manifest_and_base_come_at_once_and_shards_when_they_are_needed()
    {
        DatasetManifest manifest = await Publish();
        using CachedDataset dataset = await Open();
        Assert.Equal(["base/base-00000.npy", "ricap.json"], MadeSet.Tree(dataset.Folder).Keys);

        ManifestShard[] shards = [.. manifest.Epochs.SelectMany(epoch => epoch.Shards)];
        dataset.Bring(shards[2]);
        Assert.Contains(shards[2].File.Path, MadeSet.Tree(dataset.Folder).Keys);
        Assert.DoesNotContain($"read@0 {shards[0].File.Path}", _store.Log);
        foreach (ManifestShard shard in shards)
        {
            dataset.Bring(shard);
        }

        Assert.Equal(MadeSet.Tree(Source), MadeSet.Tree(dataset.Folder));
        Assert.All(shards, shard => Assert.Single(_store.Log, line => line == $"read@0 {shard.File.Path}"));
    }

    [Fact]
    public async Task What_is_there_is_not_fetched_again()
    {
        DatasetManifest manifest = await Publish();
        ManifestShard shard = manifest.Epochs[0].Shards[0];
        using (CachedDataset first = await Open())
        {
            first.Bring(shard);
        }

        _store.Restart();
        using CachedDataset second = await Open();
        second.Bring(shard);
        Assert.DoesNotContain($"read@0 {shard.File.Path}", _store.Log);
        Assert.DoesNotContain("read@0 base/base-00000.npy", _store.Log);
    }

    [Fact]
    public async Task What_is_there_behind_a_link_is_not_fetched_again()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // not every user may make links
        }

        await Publish();
        string file;
        using (CachedDataset first = await Open())
        {
            file = Path.Join(first.Folder, "base", "base-00000.npy");
        }

        File.Move(file, _folder.Of("elsewhere.npy"));
        File.CreateSymbolicLink(file, _folder.Of("elsewhere.npy"));
        _store.Restart();
        using CachedDataset second = await Open();
        Assert.DoesNotContain("read@0 base/base-00000.npy", _store.Log);
    }

    /// <summary>In containers every process may have one and the same number.</summary>
    [Fact]
    public async Task Several_of_one_process_number_share_a_cache()
    {
        DatasetManifest manifest = await Publish();
        CachedDataset[] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Open)));
        try
        {
            await Task.WhenAll(all.Select(one => Task.Run(() =>
            {
                foreach (ManifestShard shard in manifest.Epochs.SelectMany(epoch => epoch.Shards))
                {
                    one.Bring(shard);
                }
            })));
            Assert.Equal(MadeSet.Tree(Source), MadeSet.Tree(all[0].Folder));
        }
        finally
        {
            Array.ForEach(all, one => one.Dispose());
        }
    }

    [Fact]
    public async Task A_data_set_that_is_published_anew_is_another_one()
    {
        await Publish();
        using CachedDataset first = await Open();
        await Publish(content: 2);
        using CachedDataset second = await Open();
        Assert.NotEqual(first.Folder, second.Folder);
    }

    /// <summary>And what failed is asked for again the next time.</summary>
    [Fact]
    public async Task A_tampered_shard_is_told_of_when_it_is_needed()
    {
        DatasetManifest manifest = await Publish();
        ManifestShard shard = manifest.Epochs[0].Shards[1];
        byte[] right = _store.Objects[shard.File.Path].Bytes;
        _store.Tamper(shard.File.Path, bytes => bytes[1..]);
        using CachedDataset dataset = await Open();
        dataset.Bring(manifest.Epochs[0].Shards[0]);
        Assert.Equal(ProblemCodes.DamagedObject, Assert.Throws<RicapException>(() => dataset.Bring(shard)).Problems[0].Code);
        Assert.DoesNotContain(shard.File.Path, MadeSet.Tree(dataset.Folder).Keys);
        _store.Tamper(shard.File.Path, _ => right);
        dataset.Bring(shard);
        Assert.Contains(shard.File.Path, MadeSet.Tree(dataset.Folder).Keys);
    }

    private async Task<DatasetManifest> Publish(int content = 1)
    {
        DatasetManifest manifest = MadeSet.Make(Source, epochs: 6, content);
        await new Publisher(_store, new TransferOptions()).RunAsync(Source, delete: false, null, CancellationToken.None);
        _store.Restart();
        return manifest;
    }

    private Task<CachedDataset> Open() =>
        CachedDataset.OpenAsync(_store, _folder.Of("cache"), new TransferOptions(), null, CancellationToken.None);
}
