namespace Ricap.Storage.Tests.Servers;

[Collection(AzuriteGroup.Name)]
public sealed class AzuriteTests(AzuriteServer server)
{
    [AzuriteFact]
    public Task Operations_do_what_they_say() => Journey.OperationsDoWhatTheySay(server);

    [AzuriteFact]
    public Task A_rendered_set_comes_back_equal() => Journey.ARenderedSetComesBackEqual(server);

    [AzuriteFact]
    public Task Parts_make_what_one_build_makes() => Journey.PartsMakeWhatOneBuildMakes(server);

    [AzuriteFact]
    public Task Killed_midway_the_next_run_goes_on() => Journey.KilledMidwayTheNextRunGoesOn(server);

    [AzuriteFact]
    public Task A_changed_set_replaces_the_old() => Journey.AChangedSetReplacesTheOld(server);

    [AzuriteFact]
    public Task A_tampered_object_is_one_line() => Journey.ATamperedObjectIsOneLine(server);

    [AzuriteFact]
    public Task Each_refusal_is_one_line() => Journey.EachRefusalIsOneLine(server);
}
