using Ricap.Building;
using Ricap.Cli;
using Ricap.Cli.Stores;
using Ricap.Options;

namespace Ricap.Storage.Tests.Faults;

/// <summary>Parts whose output is in an object store, each with a folder of its own.</summary>
public sealed class StoreBuildTests : IDisposable
{
    private static readonly RenderScope.Given Final = new(OnlyBase: false, Part: null, MakesNothing: false);

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStore _store = new();
    private readonly SortedDictionary<string, Hash128> _alone;
    private int _workers;

    public StoreBuildTests()
    {
        RenderedSet.Make(_folder.Of("images"), _folder.Of("alone"));
        _alone = MadeSet.Tree(_folder.Of("alone"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Parts_and_their_end_make_what_one_build_makes_and_the_end_moves_no_shard()
    {
        await Run(Base(0, 2));
        await Run(Base(1, 2));
        foreach (int part in new[] { 2, 0, 1 })
        {
            BuildResult made = await Run(Epochs(part, 3));
            Assert.Equal((2, 0, 0L), (made.Made, made.Kept, made.Decoded));
            Assert.Null(_store.Published());
        }

        _store.Restart();
        BuildResult end = await Run(Final);
        Assert.Equal((0, 7, 0L), (end.Made, end.Kept, end.Samples));
        string[] moved = [.. _store.Log.Where(line => !line.StartsWith("head", StringComparison.Ordinal) && (line.Contains(".tar", StringComparison.Ordinal) || line.Contains(".npy", StringComparison.Ordinal)))];
        Assert.Empty(moved);
        RequireSame();
        Assert.DoesNotContain(_store.Objects.Keys, path => path.StartsWith(".ricap/journal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_runs_again_makes_and_moves_nothing()
    {
        await Run(Base(0, 1));
        await Run(Epochs(0, 2));
        _store.Restart();
        BuildResult again = await Run(Epochs(0, 2));
        Assert.Equal((0, 3), (again.Made, again.Kept));
        Assert.DoesNotContain(_store.Log, line => line.StartsWith("put", StringComparison.Ordinal));
        Assert.Equal(0, (await Run(Base(0, 1))).Decoded);
    }

    [Fact]
    public async Task The_end_tells_of_shards_that_are_missing_and_makes_none()
    {
        await Run(Base(0, 1));
        await Run(Epochs(0, 2));
        Problem problem = Assert.Single((await Assert.ThrowsAsync<RicapException>(() => Run(Final))).Problems);
        Assert.Equal(ProblemCodes.MissingShards, problem.Code);
        Assert.Null(_store.Published());
    }

    /// <summary>Killed between any two requests, on a machine that is not seen again.</summary>
    [Fact]
    public async Task Each_run_may_be_killed_anywhere_and_run_again_elsewhere()
    {
        foreach (RenderScope.Given scope in new[] { Base(0, 1), Epochs(0, 2), Epochs(1, 2), Final })
        {
            for (int kill = 0; ; kill += 2)
            {
                _store.Restart(kill);
                try
                {
                    await Run(scope);
                    break;
                }
                catch (KilledException)
                {
                    _store.Published(); // fails if it is not true
                }
            }
        }

        RequireSame();
    }

    /// <summary>And the one that stood there stands until the first of its files is replaced.</summary>
    [Fact]
    public async Task Another_data_set_takes_the_place_of_the_one_that_was_there()
    {
        foreach (RenderScope.Given scope in new[] { Base(0, 1), Epochs(0, 1), Final })
        {
            await Run(scope, seed: "7");
        }

        Assert.NotNull(_store.Published());
        Assert.Equal(0, (await Run(Base(0, 1))).Made);
        Assert.NotNull(_store.Published());
        await Run(Epochs(1, 2));
        Assert.Null(_store.Published());
        await Run(Epochs(0, 2));
        await Run(Final);
        RequireSame();
    }

    /// <summary>It began when the old data set stood, and ends after the new one was published.</summary>
    [Fact]
    public async Task A_part_that_comes_late_leaves_the_manifest_in_place()
    {
        foreach (RenderScope.Given scope in new[] { Base(0, 1), Epochs(0, 1), Final })
        {
            await Run(scope, seed: "7");
        }

        Task<BuildResult>? rest = null;
        _store.Before = line =>
        {
            if (rest is null && line.StartsWith("put .ricap/journal", StringComparison.Ordinal))
            {
                rest = Run(Epochs(0, 1)).ContinueWith(_ => Run(Final), TaskScheduler.Default).Unwrap();
                rest.Wait();
            }
        };
        await Run(Epochs(0, 2));
        await rest!;
        RequireSame();
    }

    [Fact]
    public async Task A_folder_that_is_used_again_uploads_what_a_kill_has_left_in_it()
    {
        await Run(Base(0, 1));
        _store.Before = line => _ = line.StartsWith("put .ricap/journal", StringComparison.Ordinal) ? throw new KilledException() : 0;
        await Assert.ThrowsAsync<KilledException>(() => Run(Epochs(0, 1), worker: "again"));
        _store.Before = null;
        BuildResult result = await Run(Epochs(0, 1), worker: "again");
        Assert.Equal((0, 6), (result.Made, result.Kept));
        await Run(Final);
        RequireSame();
    }

    private static RenderScope.Given Base(int part, int count) => new(OnlyBase: true, new PartNumber(part, count), MakesNothing: false);

    private static RenderScope.Given Epochs(int part, int count) => new(OnlyBase: false, new PartNumber(part, count), MakesNothing: false);

    private Task<BuildResult> Run(RenderScope.Given scope, string? worker = null, string seed = "0")
    {
        string scratch = _folder.Of($"scratch-{worker ?? $"{_workers++}"}");
        Dictionary<string, string> options = RenderedSet.Options(_folder.Of("images"), scratch, "2");
        options["seed"] = seed;
        return new StoreBuild(_store, scratch, new TransferOptions { Transfers = 3 })
            .RunAsync(OptionTable.Parse(options), scope, new StrictObserver(), CancellationToken.None);
    }

    private void RequireSame()
    {
        Assert.NotNull(_store.Published());
        Assert.Equal(_alone.Keys, _store.Objects.Keys.Where(path => !path.StartsWith(".ricap/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(_alone, file => Assert.Equal(file.Value, Hash128.Of(_store.Objects[file.Key].Bytes)));
    }
}
