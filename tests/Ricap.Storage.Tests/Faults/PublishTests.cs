using Ricap.Shards;
using Ricap.Storage.Publishing;

namespace Ricap.Storage.Tests.Faults;

public sealed class PublishTests : IDisposable
{
    private static readonly TransferOptions SmallParts = new() { Transfers = 3, PartBytes = 400 };

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStore _store = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_files_are_there_and_the_manifest_is_the_last()
    {
        DatasetManifest manifest = MadeSet.Make(_folder.Path, epochs: 2, content: 1);
        PublishResult result = await Publish(_folder.Path);
        Assert.Equal((5, 0, false), (result.Uploaded, result.Kept, result.UpToDate));
        Assert.Equal(manifest.ToBytes(), _store.Published()!.ToBytes());
        Assert.Equal("put ricap.json", _store.Log.Last());
    }

    [Fact]
    public async Task What_is_there_is_not_uploaded_again()
    {
        MadeSet.Make(_folder.Path, epochs: 2, content: 1);
        await Publish(_folder.Path);
        _store.Restart();
        PublishResult result = await Publish(_folder.Path);
        Assert.Equal((0, 5, true), (result.Uploaded, result.Kept, result.UpToDate));
        Assert.DoesNotContain(_store.Log, line => line.StartsWith("put", StringComparison.Ordinal) || line.StartsWith("part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_epochs_leave_the_old_manifest_in_place_until_they_are_there()
    {
        MadeSet.Make(_folder.Of("a"), epochs: 2, content: 1);
        MadeSet.Make(_folder.Of("b"), epochs: 4, content: 1);
        await Publish(_folder.Of("a"));
        _store.Restart();
        await Publish(_folder.Of("b"));
        Assert.DoesNotContain("delete ricap.json", _store.Log);
        Assert.Equal(4, _store.Published()!.Epochs.Count);
    }

    /// <summary>An upload over a file that the manifest names makes it untrue: so it goes first.</summary>
    [Fact]
    public async Task A_changed_file_takes_the_manifest_away_before_it_is_replaced()
    {
        MadeSet.Make(_folder.Of("a"), epochs: 2, content: 1);
        MadeSet.Make(_folder.Of("b"), epochs: 2, content: 2);
        await Publish(_folder.Of("a"));
        _store.Restart();
        await Publish(_folder.Of("b"));
        string[] log = [.. _store.Log];
        int withdrawn = Array.IndexOf(log, "delete ricap.json");
        Assert.InRange(withdrawn, 0, Array.FindIndex(log, line => line.StartsWith("begin", StringComparison.Ordinal)));
    }

    /// <summary>The promise: killed between any two operations, the store has a whole data set or none, and the next run completes it.</summary>
    [Theory]
    [InlineData(0, 3, false)]
    [InlineData(3, 5, false)]
    [InlineData(4, 2, true)]
    [InlineData(2, 2, true)]
    public async Task Killed_anywhere_there_is_a_whole_set_or_none_and_the_next_run_goes_on(int before, int after, bool delete)
    {
        DatasetManifest wanted = MadeSet.Make(_folder.Of("b"), after, content: 2);
        if (before > 0)
        {
            MadeSet.Make(_folder.Of("a"), before, content: before == after ? 1 : 2);
        }

        for (int kill = 0; ; kill++)
        {
            var store = new MemoryStore();
            if (before > 0)
            {
                await Publish(_folder.Of("a"), store: store);
            }

            store.Restart(kill);
            bool killed = await Killed(() => Publish(_folder.Of("b"), delete, store));
            store.Published(); // fails if it is not true
            store.Restart();
            PublishResult result = await Publish(_folder.Of("b"), delete, store);
            Assert.Equal(wanted.ToBytes(), store.Published()!.ToBytes());
            Assert.Equal(0, store.Uploads);
            if (delete)
            {
                Assert.Equal(
                    wanted.Files().Select(file => file.Path).Append(DatasetManifest.FileName).Append(Publisher.OwnedPath).Order(StringComparer.Ordinal),
                    store.Objects.Keys.Order(StringComparer.Ordinal));
            }

            if (!killed)
            {
                Assert.True(kill > 10, $"only {kill} operations");
                Assert.True(result.UpToDate);
                break;
            }
        }
    }

    [Fact]
    public async Task Stale_objects_stay_until_they_are_to_be_deleted_and_nothing_else_goes()
    {
        MadeSet.Make(_folder.Of("a"), epochs: 4, content: 1);
        MadeSet.Make(_folder.Of("b"), epochs: 2, content: 1);
        await Publish(_folder.Of("a"));
        _store.Strange("epoch-0003/mine.txt", [1, 2, 3]);
        _store.Strange("readme.txt", [1]);
        Assert.Equal(4, (await Publish(_folder.Of("b"))).Stale);
        Assert.True(_store.Objects.ContainsKey("epoch-0003/ricap-0003-000000.tar"));
        Assert.Equal(4, (await Publish(_folder.Of("b"), delete: true)).Deleted);
        Assert.Equal(
            [".ricap/published", "base/base-00000.npy", "epoch-0000/ricap-0000-000000.tar", "epoch-0000/ricap-0000-000001.tar",
                "epoch-0001/ricap-0001-000000.tar", "epoch-0001/ricap-0001-000001.tar", "epoch-0003/mine.txt", "readme.txt", "ricap.json"],
            _store.Objects.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>The list of what is ours is in the store, where others can write.</summary>
    [Fact]
    public async Task A_list_of_somebody_elses_making_leads_to_no_other_prefix()
    {
        MadeSet.Make(_folder.Path, epochs: 1, content: 1);
        _store.Strange(Publisher.OwnedPath, "../other/ricap.json\n/etc/passwd\nricap.json\n.ricap/published\n"u8.ToArray());
        _store.Strange("../other/ricap.json", [1]);
        _store.Strange("/etc/passwd", [1]);
        PublishResult result = await Publish(_folder.Path, delete: true);
        Assert.Equal(0, result.Deleted);
        Assert.DoesNotContain(_store.Log, line => line.StartsWith("delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_object_of_somebody_elses_in_the_way_is_told_of_and_left()
    {
        MadeSet.Make(_folder.Path, epochs: 1, content: 1);
        _store.Strange("base/base-00000.npy", [1, 2, 3]);
        Problem problem = Assert.Single((await Assert.ThrowsAsync<RicapException>(() => Publish(_folder.Path))).Problems);
        Assert.Equal((ProblemCodes.ForeignObject, "s3://memory/set/base/base-00000.npy"), (problem.Code, problem.Path));
        Assert.Equal([1, 2, 3], _store.Objects["base/base-00000.npy"].Bytes);
        Assert.Single(_store.Objects);
    }

    /// <summary>Neither a small file nor one in parts.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task A_file_that_is_not_what_the_manifest_says_becomes_no_object(int bytes)
    {
        MadeSet.Make(_folder.Path, epochs: 1, content: 1, bytes);
        string path = _folder.Of("epoch-0000/ricap-0000-000001.tar");
        byte[] damaged = await File.ReadAllBytesAsync(path);
        damaged[^1] ^= 1;
        await File.WriteAllBytesAsync(path, damaged);
        Problem problem = Assert.Single((await Assert.ThrowsAsync<RicapException>(() => Publish(_folder.Path))).Problems);
        Assert.Equal((ProblemCodes.DamagedFile, path), (problem.Code, problem.Path));
        Assert.False(_store.Objects.ContainsKey("epoch-0000/ricap-0000-000001.tar"));
        Assert.Null(_store.Published());
        Assert.Equal(0, _store.Uploads);
    }

    [Fact]
    public async Task A_full_store_is_one_problem_and_with_room_the_next_run_goes_on()
    {
        MadeSet.Make(_folder.Path, epochs: 3, content: 1);
        _store.Capacity = 4500;
        Problem problem = Assert.Single((await Assert.ThrowsAsync<RicapException>(() => Publish(_folder.Path))).Problems);
        Assert.Equal(ProblemCodes.StoreFull, problem.Code);
        Assert.Null(_store.Published());
        _store.Capacity = long.MaxValue;
        PublishResult result = await Publish(_folder.Path);
        Assert.InRange(result.Kept, 1, 6);
        Assert.NotNull(_store.Published());
    }

    /// <summary>Kept under other bytes of the same length, with a hash of its own: it is what was stored that counts.</summary>
    [Fact]
    public async Task An_object_of_another_hash_is_uploaded_again()
    {
        MadeSet.Make(_folder.Path, epochs: 1, content: 1);
        await Publish(_folder.Path);
        _store.Strange("base/base-00000.npy", new byte[1000], new Hash128(0, 5));
        Assert.Equal(1, (await Publish(_folder.Path)).Uploaded);
        Assert.NotNull(_store.Published());
    }

    private async Task<PublishResult> Publish(string folder, bool delete = false, MemoryStore? store = null) =>
        await new Publisher(store ?? _store, SmallParts).RunAsync(folder, delete, null, CancellationToken.None);

    private static async Task<bool> Killed(Func<Task> work)
    {
        try
        {
            await work();
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
    }
}
