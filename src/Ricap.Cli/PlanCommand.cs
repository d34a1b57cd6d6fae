using System.Buffers;
using System.CommandLine;
using Ricap.CommandLine;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Reading;
using Ricap.Shards.Records;

namespace Ricap.Cli;

/// <summary><c>ricap plan</c>: prints the plan of any sample of any epoch, rendered or not.</summary>
internal static class PlanCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "plan",
        "Prints the plan of any sample of any epoch, rendered or not, as the JSON record that a shard holds, one a line. "
        + "Reads ricap.json and base/*.json, no pixels.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        Argument<string> folder = Verb.Folder();
        Option<string> epoch = Verb.Value("--epoch", "E", "The epoch; not needed with an id.");
        Option<string> sample = Verb.Value(
            "--sample", SampleRange.Grammar, "The sample's place in the epoch, a range of places, or the sample's id.");
        var command = new Verb(Info)
        {
            Usage = "plan DIR --epoch E --sample I|A..B  |  plan DIR --sample ID",
            Examples =
            [
                "ricap plan shards --sample 0003-00000012",
                "ricap plan shards --epoch 999 --sample 12",
                "ricap plan shards --epoch 3 --sample 0..127 > batch-0.jsonl",
            ],
            Arguments = { folder },
            Options = { epoch, sample },
        };
        command.SetAction(parsed =>
        {
            SampleRange range = Range(parsed.GetValue(sample), Verb.Number(parsed, epoch, 0, EpochSet.MaxEpoch));
            var dataset = PlannedDataset.Open(DatasetFolder.Of(parsed.GetValue(folder)!));
            dataset.RequireSamples(range.First, range.Last);
            Print(context, dataset, range);
            return ExitCode.Ok;
        });
        return command;
    }

    private static SampleRange Range(string? sample, int? epoch)
    {
        if (sample is null)
        {
            throw Missing("--sample is needed, for example --sample 0003-00000012");
        }

        SampleRange range = SampleRange.Parse("--sample", sample);
        if (range.Epoch is { } own && epoch is { } other && own != other)
        {
            throw Verb.Invalid($"--sample {sample} is of epoch {own}, --epoch says {other}");
        }

        return (range.Epoch ?? epoch) is { } known
            ? range with { Epoch = known }
            : throw Missing("--epoch is needed with an index, for example --epoch 3");
    }

    private static void Print(CommandContext context, PlannedDataset dataset, SampleRange range)
    {
        EpochPlan epoch = dataset.Planner.Epoch(range.Epoch!.Value);
        var writer = new RecordWriter(dataset.Sources, dataset.Options.Width, dataset.Options.Height);
        var record = new ArrayBufferWriter<byte>();
        foreach ((_, SamplePlan plan) in PlannedDataset.Samples(epoch, range.First, range.Last))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            record.ResetWrittenCount();
            writer.Write(plan, epoch.BetaOf(plan), record);
            context.Out.WriteLine(System.Text.Encoding.UTF8.GetString(record.WrittenSpan));
        }
    }

    private static RicapException Missing(string message) =>
        new(Problem.Error(ProblemCodes.MissingOption, null, message));
}
