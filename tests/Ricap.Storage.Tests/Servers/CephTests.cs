using System.Diagnostics;

namespace Ricap.Storage.Tests.Servers;

[Collection(CephGroup.Name)]
public sealed class CephTests(CephServer server)
{
    [CephFact]
    public Task Operations_do_what_they_say() => Journey.OperationsDoWhatTheySay(server);

    [CephFact]
    public Task A_rendered_set_comes_back_equal() => Journey.ARenderedSetComesBackEqual(server);

    [CephFact]
    public Task Parts_make_what_one_build_makes() => Journey.PartsMakeWhatOneBuildMakes(server);

    [CephFact]
    public Task Killed_midway_the_next_run_goes_on() => Journey.KilledMidwayTheNextRunGoesOn(server);

    [CephFact]
    public Task A_changed_set_replaces_the_old() => Journey.AChangedSetReplacesTheOld(server);

    [CephFact]
    public Task A_tampered_object_is_one_line() => Journey.ATamperedObjectIsOneLine(server);

    [CephFact]
    public Task Each_refusal_is_one_line() => Journey.EachRefusalIsOneLine(server);

    [CephFact]
    public async Task A_full_bucket_is_one_line_and_no_half_set()
    {
        await server.StartAsync();
        using var folder = new TemporaryFolder();
        MadeSet.Make(folder.Of("set"), epochs: 4, content: 1, bytes: 100_000);
        (IReadOnlyDictionary<string, string?> environment, string bucket) = await server.FullAfterAsync(300_000);
        (await Programs.Ricap(environment, "publish", folder.Of("set"), $"{bucket}/set", "--transfers", "1", "--quiet")).Problem(ProblemCodes.StoreFull, 4);
        (await Programs.Ricap(environment, "verify", $"{bucket}/set", "--quiet")).Problem(ProblemCodes.NotPublished, 1);
    }

    /// <summary>Its gateway is killed while a publish is under way, and later started again.</summary>
    [CephFact]
    public async Task A_server_that_dies_midway_is_one_line_and_nothing_is_lost()
    {
        await server.StartAsync();
        using var folder = new TemporaryFolder();
        Journey.LongSet(folder.Of("set"));
        string url = $"{server.Bucket}/dying";
        await using (var relay = new Relay(server.Port, Journey.Midway))
        using (IObjectStore store = server.Open(url))
        using (Process publish = Programs.StartRicap(server.Through(relay.Port).Environment, "publish", folder.Of("set"), url, "--transfers", "2", "--quiet"))
        {
            await relay.Full;
            await Journey.Until(async () => (await Journey.Paths(store)).Length > 5);
            await server.KillAsync();
            try
            {
                await relay.CutAsync();
                (await Programs.End(publish)).Problem(ProblemCodes.StoreUnreachable, 4);
            }
            finally
            {
                await server.ReviveAsync();
            }
        }

        Assert.InRange(Journey.Json(await Programs.Ricap(server.Environment, "publish", folder.Of("set"), url, "--json")).GetProperty("kept").GetInt32(), 4, 80);
        await Programs.Ricap(server.Environment, "fetch", url, folder.Of("got"), "--quiet").Well();
        Assert.Equal(MadeSet.Tree(folder.Of("set")), MadeSet.Tree(folder.Of("got")));
    }
}
