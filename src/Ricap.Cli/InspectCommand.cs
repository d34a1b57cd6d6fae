using System.CommandLine;
using Ricap.CommandLine;
using Ricap.Reading;

namespace Ricap.Cli;

/// <summary><c>ricap inspect</c>: tells what a data set is.</summary>
internal static class InspectCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "inspect",
        "Tells what a data set is: its options, classes with their sources, epochs with their β, shards and bytes, "
        + "and the images left out.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        Argument<string> folder = Verb.Folder();
        Option<bool> json = Verb.Json();
        var command = new Verb(Info)
        {
            Usage = "inspect DIR [--json]",
            Examples = ["ricap inspect shards", "ricap inspect shards --json | jq '.epochs[].beta'"],
            Arguments = { folder },
            Options = { json },
        };
        command.SetAction(parsed =>
        {
            var overview = Overview.Of(PlannedDataset.Open(DatasetFolder.Of(parsed.GetValue(folder)!)));
            if (parsed.GetValue(json))
            {
                JsonReport.Write(context, ExitCode.Ok, overview, ReportJson.Default.Overview);
            }
            else
            {
                OverviewText.Write(overview, context);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
