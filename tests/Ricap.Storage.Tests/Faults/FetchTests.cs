using System.Text;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Storage.Fetching;
using Ricap.Storage.Publishing;

namespace Ricap.Storage.Tests.Faults;

public sealed class FetchTests : IDisposable
{
    private const int Bytes = 700_000; // several of the reader's buffers

    private static readonly TransferOptions Options = new() { Transfers = 3 };

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStore _store = new();

    public void Dispose() => _folder.Dispose();

    private string Source => _folder.Of("source");

    private string Target => _folder.Of("target");

    [Fact]
    public async Task What_was_published_comes_back_byte_for_byte()
    {
        await Publish(epochs: 2);
        FetchResult result = await Fetch();
        Assert.Equal((5, 0, false), (result.Fetched, result.Kept, result.UpToDate));
        Assert.Equal(MadeSet.Tree(Source), MadeSet.Tree(Target));
        Assert.True((await Fetch()).UpToDate);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(Target, ".ricap")));
    }

    /// <summary>Killed between any two requests, over a data set of before whose files change.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_anywhere_the_folder_has_a_true_manifest_or_none_and_the_next_run_goes_on(bool over)
    {
        await Publish(epochs: 2, content: 2, bytes: 1000);
        for (int kill = 0; ; kill++)
        {
            string target = _folder.Of($"target-{kill}");
            if (over)
            {
                MadeSet.Make(target, epochs: 2, content: 1);
            }

            _store.Restart(kill);
            bool killed = await Killed(() => Fetch(target));
            RequireTrue(target);
            _store.Restart();
            await Fetch(target);
            Assert.Equal(MadeSet.Tree(Source), MadeSet.Tree(target));
            if (!killed)
            {
                Assert.True(kill > 5);
                break;
            }
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_off_is_taken_up_where_it_broke()
    {
        await Publish(epochs: 1);
        _store.BreakAfter = 300_000;
        await Fetch();
        Assert.Equal(MadeSet.Tree(Source), MadeSet.Tree(Target));
        Assert.Contains("read@300000 base/base-00000.npy", _store.Log);
    }

    [Fact]
    public async Task What_a_kill_left_of_a_file_is_not_fetched_again()
    {
        await Publish(epochs: 1);
        ManifestFile file = _store.Published()!.Files().First();
        string part = new LocalFiles(Target).PartOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        byte[] bytes = await File.ReadAllBytesAsync(Path.Join(Source, file.Path));
        await File.WriteAllBytesAsync(part, bytes[..400_000]);
        await Fetch();
        Assert.Contains($"read@400000 {file.Path}", _store.Log);
        Assert.Equal(MadeSet.Tree(Source), MadeSet.Tree(Target));
    }

    /// <summary>After a power cut half a file may be other bytes: then it is fetched from its beginning.</summary>
    [Fact]
    public async Task What_a_kill_left_and_is_wrong_is_fetched_from_the_beginning()
    {
        await Publish(epochs: 1);
        ManifestFile file = _store.Published()!.Files().First();
        string part = new LocalFiles(Target).PartOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        await File.WriteAllBytesAsync(part, new byte[400_000]);
        await Fetch();
        Assert.Equal(MadeSet.Tree(Source), MadeSet.Tree(Target));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("longer")]
    [InlineData("shorter")]
    [InlineData("gone")]
    public async Task A_tampered_object_is_one_problem_and_its_file_is_not_kept(string how)
    {
        await Publish(epochs: 1);
        const string Path = "epoch-0000/ricap-0000-000001.tar";
        switch (how)
        {
            case "changed": _store.Tamper(Path, bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]); break;
            case "longer": _store.Tamper(Path, bytes => [.. bytes, 0]); break;
            case "shorter": _store.Tamper(Path, bytes => bytes[..^1]); break;
            default: _store.Lose(Path); break;
        }

        Problem problem = Assert.Single((await Assert.ThrowsAsync<RicapException>(() => Fetch())).Problems);
        Assert.Equal(how == "gone" ? ProblemCodes.MissingObject : ProblemCodes.DamagedObject, problem.Code);
        Assert.Equal($"s3://memory/set/{Path}", problem.Path);
        Assert.Equal(["base/base-00000.npy", "epoch-0000/ricap-0000-000000.tar"], MadeSet.Tree(Target).Keys); // what is right stays
        Assert.Empty(Directory.EnumerateFiles(System.IO.Path.Join(Target, ".ricap", "fetch")));
    }

    [Theory]
    [InlineData("../escaped.npy")]
    [InlineData("/tmp/escaped.npy")]
    [InlineData("base/../../escaped.npy")]
    [InlineData(".ricap/lock")]
    [InlineData("C:/escaped.npy")]
    public async Task A_hostile_manifest_writes_nothing(string path)
    {
        await Publish(epochs: 1);
        _store.Tamper(DatasetManifest.FileName, bytes => Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(bytes).Replace("base/base-00000.npy", path, StringComparison.Ordinal)));
        Problem problem = Assert.Single((await Assert.ThrowsAsync<RicapException>(() => Fetch())).Problems);
        Assert.Equal((ProblemCodes.BadManifest, "s3://memory/set/ricap.json"), (problem.Code, problem.Path));
        Assert.Equal(["source"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(System.IO.Path.GetFileName));
    }

    [Fact]
    public async Task Some_epochs_are_a_data_set_of_their_own()
    {
        await Publish(epochs: 4);
        await Fetch(epochs: "1..2");
        var there = DatasetManifest.Parse(await File.ReadAllBytesAsync(System.IO.Path.Join(Target, DatasetManifest.FileName)), "");
        Assert.Equal([1, 2], there.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(there.Files().Select(file => file.Path).Append(DatasetManifest.FileName).Order(StringComparer.Ordinal), MadeSet.Tree(Target).Keys);

        FetchResult others = await Fetch(epochs: "2..3");
        Assert.Equal((2, 3, 2), (others.Fetched, others.Kept, others.Stale));
        Assert.Equal(2, (await Fetch(epochs: "2..3", delete: true)).Deleted);
        Assert.False(Directory.Exists(System.IO.Path.Join(Target, "epoch-0001")));
        Assert.Equal(ProblemCodes.InvalidOption, (await Assert.ThrowsAsync<RicapException>(() => Fetch(epochs: "7..7"))).Problems[0].Code);
    }

    [Fact]
    public async Task A_file_of_somebody_elses_is_left()
    {
        await Publish(epochs: 1);
        Directory.CreateDirectory(System.IO.Path.Join(Target, "base"));
        string mine = System.IO.Path.Join(Target, "base", "base-00000.npy");
        await File.WriteAllTextAsync(mine, "mine");
        Problem problem = Assert.Single((await Assert.ThrowsAsync<RicapException>(() => Fetch())).Problems);
        Assert.Equal((ProblemCodes.ForeignOutput, mine), (problem.Code, problem.Path));
        Assert.Equal("mine", await File.ReadAllTextAsync(mine));
    }

    [Fact]
    public async Task A_file_behind_a_link_is_there()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // not every user may make links
        }

        await Publish(epochs: 1);
        await Fetch();
        string shard = System.IO.Path.Join(Target, "epoch-0000", "ricap-0000-000000.tar");
        string elsewhere = _folder.Of("elsewhere.tar");
        File.Move(shard, elsewhere);
        File.CreateSymbolicLink(shard, elsewhere);
        Assert.True((await Fetch()).UpToDate);

        // One that leads nowhere is ours to replace here, and in the way where no manifest names it.
        File.Delete(elsewhere);
        Assert.Equal(1, (await Fetch()).Fetched);
        File.Delete(shard);
        File.CreateSymbolicLink(shard, elsewhere);
        File.Delete(System.IO.Path.Join(Target, DatasetManifest.FileName));
        Problem problem = Assert.Single((await Assert.ThrowsAsync<RicapException>(() => Fetch())).Problems);
        Assert.Equal((ProblemCodes.ForeignOutput, shard), (problem.Code, problem.Path));
    }

    [Fact]
    public async Task Where_nothing_is_published_there_is_nothing_to_fetch()
    {
        Problem problem = Assert.Single((await Assert.ThrowsAsync<RicapException>(() => Fetch())).Problems);
        Assert.Equal((ProblemCodes.NotPublished, "s3://memory/set"), (problem.Code, problem.Path));
        Assert.False(Directory.Exists(Target));
    }

    private async Task Publish(int epochs, int content = 1, int bytes = Bytes)
    {
        MadeSet.Make(Source, epochs, content, bytes);
        await new Publisher(_store, Options).RunAsync(Source, delete: false, null, CancellationToken.None);
        _store.Restart();
    }

    private Task<FetchResult> Fetch(string? target = null, string? epochs = null, bool delete = false)
    {
        EpochSet? set = null;
        Assert.True(epochs is null || EpochSet.TryParse(epochs, out set));
        return new Fetcher(_store, Options).RunAsync(target ?? Target, set, delete, () => new MemoryStream(), null, CancellationToken.None);
    }

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

    private static void RequireTrue(string folder)
    {
        string path = System.IO.Path.Join(folder, DatasetManifest.FileName);
        if (File.Exists(path))
        {
            SortedDictionary<string, Hash128> tree = MadeSet.Tree(folder);
            Assert.All(DatasetManifest.Parse(File.ReadAllBytes(path), path).Files(), file => Assert.Equal(file.XxHash128, tree[file.Path]));
        }
    }
}
