using Ricap.Cli;
using Ricap.CommandLine;
using Ricap.Preview;
using Ricap.Reporting;

namespace Ricap.Snapshots;

/// <summary>What programs read of a data set: property by property, so that a new or lost one is seen.</summary>
public sealed class DataTests
{
    [Fact]
    public async Task Inspect()
    {
        using var set = new SmallSet(("schedule", "linear:0.1..1@0..4"));
        await Verify(Output(set, "inspect", set.Folder, "--json"), "json");
    }

    [Fact]
    public async Task Diff()
    {
        using var set = new SmallSet();
        string other = set.Build("other", ("mode", "batch"), ("epochs", "1,2"));
        await Verify(Output(set, "diff", set.Folder, other, "--count", "1", "--json"), "json");
    }

    [Fact]
    public async Task Report()
    {
        using var set = new SmallSet(("schedule", "linear:0.1..1@0..4"));
        var data = ReportData.Collect(PlannedDataset.Open(set.Folder), new ReportOptions { Samples = 4 });
        await Verify(set.Anywhere(JsonText.Indented(data.ToJson())), "json");
    }

    private static string Output(SmallSet set, params string[] args)
    {
        using var output = new StringWriter();
        RicapCommand.Run(args, new CommandContext(output, TextWriter.Null));
        return set.Anywhere(JsonText.Indented(output.ToString()));
    }
}
