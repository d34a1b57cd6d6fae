using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Ricap.Shards;
using Ricap.Verifying;

namespace Ricap.Storage.Tests.Servers;

/// <summary>What must hold with any real server; run by the tests of each.</summary>
internal static class Journey
{
    /// <summary>The bytes after which a transfer of <see cref="LongSet"/> stands still: about ten of its 81 objects.</summary>
    public const int Midway = 4_000_000;

    private const int PartBytes = 5 << 20; // the least that S3 takes

    /// <summary>Each operation of the interface does what it says.</summary>
    public static async Task OperationsDoWhatTheySay(Server server)
    {
        await server.StartAsync();
        using IObjectStore store = server.Open($"{server.Bucket}/operations");
        CancellationToken none = CancellationToken.None;
        byte[] bytes = Encoding.UTF8.GetBytes("the bytes of an object");
        Hash128 hash = Hash128.Of(bytes);

        Assert.Null(await store.HeadAsync("a/b.txt", none));
        Assert.Null(await store.ReadAsync("a/b.txt", 0, none));
        await store.DeleteAsync("a/b.txt", none);
        await store.PutAsync("a/b.txt", bytes, hash, none);
        await store.PutAsync("empty", ReadOnlyMemory<byte>.Empty, new Hash128(0, 1), none);
        Assert.Equal(new StoredObject("a/b.txt", bytes.Length, hash), await store.HeadAsync("a/b.txt", none));
        Assert.Equal(bytes, await store.BytesAsync("a/b.txt", none));
        Assert.Empty((await store.BytesAsync("empty", none))!);
        Assert.Equal(bytes[4..], await Rest(store, "a/b.txt", 4));

        byte[] large = new byte[2 * PartBytes + 7];
        new Random(1).NextBytes(large);
        hash = Hash128.Of(large);
        PartUpload upload = await store.BeginAsync("a/large", hash, none);
        string[] parts = new string[3];
        foreach (int i in new[] { 2, 0, 1 })
        {
            parts[i] = await store.PutPartAsync(upload, i + 1, large.AsMemory(i * PartBytes, Math.Min(PartBytes, large.Length - i * PartBytes)), none);
        }

        Assert.Null(await store.HeadAsync("a/large", none));
        await store.CompleteAsync(upload, parts, none);
        Assert.Equal(new StoredObject("a/large", large.Length, hash), await store.HeadAsync("a/large", none));
        Assert.Equal(large, await store.BytesAsync("a/large", none));

        PartUpload left = await store.BeginAsync("a/left", new Hash128(0, 1), none);
        await store.PutPartAsync(left, 1, bytes, none);
        await foreach (PartUpload found in store.ListUploadsAsync(none))
        {
            Assert.Equal("a/left", found.Path);
            await store.AbortAsync(found, none);
        }

        await store.AbortAsync(left, none);
        await foreach (PartUpload found in store.ListUploadsAsync(none))
        {
            Assert.Fail($"{found} is still there");
        }

        Assert.Equal(["a/b.txt", "a/large", "empty"], await Paths(store));
        await store.DeleteAsync("a/b.txt", none);
        Assert.Equal(["a/large", "empty"], await Paths(store));
    }

    /// <summary>A rendered data set goes there and comes back, and holds to its last pixel.</summary>
    public static async Task ARenderedSetComesBackEqual(Server server)
    {
        await server.StartAsync();
        using var folder = new TemporaryFolder();
        RenderedSet.Make(folder.Of("images"), folder.Of("set"));
        string url = $"{server.Bucket}/rendered";
        await Programs.Ricap(server.Environment, "publish", folder.Of("set"), url, "--quiet").Well();
        await Programs.Ricap(server.Environment, "verify", url, "--sample", "all", "--quiet").Well();
        await Programs.Ricap(server.Environment, "fetch", url, folder.Of("got"), "--quiet").Well();
        Assert.Equal(MadeSet.Tree(folder.Of("set")), MadeSet.Tree(folder.Of("got")));
        Assert.Empty(DatasetVerifier.Verify(folder.Of("got")).Problems);

        // A part of it is the data set of that part.
        await Programs.Ricap(server.Environment, "fetch", url, folder.Of("part"), "--epochs", "1..1", "--quiet").Well();
        Assert.Empty(DatasetVerifier.Verify(folder.Of("part")).Problems);
        RenderedSet.Make(folder.Of("images"), folder.Of("alone"), "1..1");
        Assert.Equal(MadeSet.Tree(folder.Of("alone")), MadeSet.Tree(folder.Of("part")));
    }

    /// <summary>Parts on machines that have no folder in common.</summary>
    public static async Task PartsMakeWhatOneBuildMakes(Server server)
    {
        await server.StartAsync();
        using var folder = new TemporaryFolder();
        RenderedSet.Make(folder.Of("images"), folder.Of("alone"));
        string url = $"{server.Bucket}/parts";
        int worker = 0;
        foreach (string[] scope in new string[][]
            { ["--only", "base"], ["--part", "1/3"], ["--part", "0/3"], ["--part", "2/3"], ["--part", "1/3"], ["--missing", "error"] })
        {
            IEnumerable<string> options = RenderedSet.Options(folder.Of("images"), url, "2").SelectMany(option => new[] { $"--{option.Key}", option.Value });
            await Programs.Ricap(
                server.Environment, ["render", .. options, "--scratch", folder.Of($"scratch-{worker++}"), .. scope, "--quiet"]).Well();
        }

        await Programs.Ricap(server.Environment, "fetch", url, folder.Of("got"), "--quiet").Well();
        Assert.Equal(MadeSet.Tree(folder.Of("alone")), MadeSet.Tree(folder.Of("got")));
    }

    /// <summary>Processes that are killed midway, publishing and fetching, lose nothing.</summary>
    public static async Task KilledMidwayTheNextRunGoesOn(Server server)
    {
        await server.StartAsync();
        using var folder = new TemporaryFolder();
        DatasetManifest manifest = LongSet(folder.Of("set"));
        int files = manifest.Files().Count();
        string url = $"{server.Bucket}/killed";
        using IObjectStore store = server.Open(url);

        await using (var relay = new Relay(server.Port, Midway))
        {
            (IReadOnlyDictionary<string, string?> environment, string bucket) = server.Through(relay.Port);
            using Process publish = Programs.StartRicap(environment, "publish", folder.Of("set"), $"{bucket}/killed", "--transfers", "2", "--quiet");
            await relay.Full;
            await Until(async () => (await Paths(store)).Length > 5);
            publish.Kill();
            await publish.WaitForExitAsync();
            Assert.NotEqual(0, publish.ExitCode);
        }

        Assert.Null(await store.HeadAsync(DatasetManifest.FileName, CancellationToken.None));
        (await Programs.Ricap(server.Environment, "fetch", url, folder.Of("early"), "--quiet")).Problem(ProblemCodes.NotPublished, 1);
        JsonElement again = Json(await Programs.Ricap(server.Environment, "publish", folder.Of("set"), url, "--json"));
        Assert.InRange(again.GetProperty("kept").GetInt32(), 4, files - 1);
        Assert.Equal(files, again.GetProperty("kept").GetInt32() + again.GetProperty("uploaded").GetInt32());
        await Programs.Ricap(server.Environment, "verify", url, "--sample", "all", "--quiet").Well();

        string got = folder.Of("got");
        await using (var relay = new Relay(server.Port, Midway))
        {
            (IReadOnlyDictionary<string, string?> environment, string bucket) = server.Through(relay.Port);
            using Process fetch = Programs.StartRicap(environment, "fetch", $"{bucket}/killed", got, "--transfers", "1", "--quiet");
            await relay.Full;
            await Until(() => Task.FromResult(Directory.GetFiles(got, "*", SearchOption.AllDirectories).Length > 5));
            fetch.Kill();
            await fetch.WaitForExitAsync();
            Assert.NotEqual(0, fetch.ExitCode);
        }

        Assert.False(File.Exists(Path.Join(got, DatasetManifest.FileName)));
        again = Json(await Programs.Ricap(server.Environment, "fetch", url, got, "--json"));
        Assert.InRange(again.GetProperty("kept").GetInt32(), 4, files - 1);
        Assert.Equal(MadeSet.Tree(folder.Of("set")), MadeSet.Tree(got));
    }

    /// <summary>A data set that has changed replaces the one of before, and what is stale goes.</summary>
    public static async Task AChangedSetReplacesTheOld(Server server)
    {
        await server.StartAsync();
        using var folder = new TemporaryFolder();
        MadeSet.Make(folder.Of("a"), epochs: 3, content: 1);
        MadeSet.Make(folder.Of("b"), epochs: 2, content: 2);
        string url = $"{server.Bucket}/changed";
        await Programs.Ricap(server.Environment, "publish", folder.Of("a"), url, "--quiet").Well();
        JsonElement result = Json(await Programs.Ricap(server.Environment, "publish", folder.Of("b"), url, "--delete", "--json"));
        Assert.Equal((5, 2), (result.GetProperty("uploaded").GetInt32(), result.GetProperty("deleted").GetInt32()));
        using IObjectStore store = server.Open(url);
        Assert.Equal(MadeSet.Tree(folder.Of("b")).Keys.Prepend(".ricap/published"), await Paths(store));
        await Programs.Ricap(server.Environment, "verify", url, "--sample", "all", "--quiet").Well();
    }

    /// <summary>Other bytes under the right name, length and stored hash.</summary>
    public static async Task ATamperedObjectIsOneLine(Server server)
    {
        await server.StartAsync();
        using var folder = new TemporaryFolder();
        MadeSet.Make(folder.Of("set"), epochs: 1, content: 1);
        string url = $"{server.Bucket}/tampered";
        await Programs.Ricap(server.Environment, "publish", folder.Of("set"), url, "--quiet").Well();
        await server.TamperAsync("tampered/base/base-00000.npy", bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);
        string line = (await Programs.Ricap(server.Environment, "fetch", url, folder.Of("got"), "--quiet")).Problem(ProblemCodes.DamagedObject, 1);
        Assert.StartsWith($"{url}/base/base-00000.npy: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("base/base-00000.npy", MadeSet.Tree(folder.Of("got")).Keys);
        (await Programs.Ricap(server.Environment, "verify", url, "--sample", "all", "--quiet")).Problem(ProblemCodes.DamagedObject, 1);
    }

    /// <summary>What is wrong with the way there, or with who asks.</summary>
    public static async Task EachRefusalIsOneLine(Server server)
    {
        await server.StartAsync();
        using var folder = new TemporaryFolder();
        MadeSet.Make(folder.Of("set"), epochs: 1, content: 1);
        string set = folder.Of("set");
        string url = $"{server.Bucket}/refused";
        (await Programs.Ricap(server.Environment, "publish", set, server.NoBucket, "--quiet")).Problem(ProblemCodes.BucketNotFound, 4);
        (await Programs.Ricap(server.WrongKey, "publish", set, url, "--quiet")).Problem(ProblemCodes.StoreDenied, 4);
        (await Programs.Ricap(server.WrongKey, "fetch", url, folder.Of("got"), "--quiet")).Problem(ProblemCodes.StoreDenied, 4);
        (IReadOnlyDictionary<string, string?> nowhere, string bucket) = server.Through(Programs.FreePort());
        (await Programs.Ricap(nowhere, "verify", $"{bucket}/refused", "--quiet")).Problem(ProblemCodes.StoreUnreachable, 4);
        Assert.False(Directory.Exists(folder.Of("got")));
    }

    /// <summary>A set that does not pass <see cref="Midway"/>.</summary>
    public static DatasetManifest LongSet(string folder) => MadeSet.Make(folder, epochs: 40, content: 1, bytes: 400_000);

    /// <summary>What <c>--json</c> printed of a run that went well.</summary>
    public static JsonElement Json(Finished finished) => JsonDocument.Parse(finished.Well().Out).RootElement;

    /// <summary>Waits for something to be so.</summary>
    public static async Task Until(Func<Task<bool>> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(2), "it never happened");
            await Task.Delay(20);
        }
    }

    /// <summary>The paths of all objects.</summary>
    public static async Task<string[]> Paths(IObjectStore store)
    {
        var paths = new List<string>();
        await foreach (StoredObject found in store.ListAsync(CancellationToken.None))
        {
            paths.Add(found.Path);
        }

        return [.. paths.Order(StringComparer.Ordinal)];
    }

    /// <summary>Expects a run to have gone well.</summary>
    public static async Task Well(this Task<Finished> run) => (await run).Well();

    private static async Task<byte[]> Rest(IObjectStore store, string path, long offset)
    {
        await using Stream stream = (await store.ReadAsync(path, offset, CancellationToken.None))!;
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }
}
