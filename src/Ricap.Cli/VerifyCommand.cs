using System.CommandLine;
using Ricap.Building;
using Ricap.Cli.Stores;
using Ricap.CommandLine;
using Ricap.CommandLine.Progress;
using Ricap.Options;
using Ricap.Reading;
using Ricap.Storage;
using Ricap.Storage.Checking;
using Ricap.Verifying;

namespace Ricap.Cli;

/// <summary><c>ricap verify</c>: checks a data set against its manifest and plan.</summary>
internal static class VerifyCommand
{
    private const int MaxThreads = 1024;

    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "verify",
        "Checks every byte, hash, label and pixel of a data set by planning and rendering it again; "
        + "needs nothing but its folder. Of one in an object store, checks each object's length and stored hash, and every byte of some.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        var folder = new Argument<string>("DIR|URL")
        {
            Description = $"The data set's folder, the one with ricap.json in it, or its address: {StoreAddress.Grammar}.",
        };
        OptionSpec table = OptionTable.All.Single(spec => spec.Name == "threads");
        Option<string> threads = Verb.Value(
            "--threads", table.Takes, $"How many threads work, 0 = one a core. [default: {table.Default}]");
        Option<string> sample = Verb.Value(
            "--sample",
            "0..1000000|all",
            $"With URL: how many objects to read in full, chosen anew each time. [default: {StoreVerifier.DefaultSample}]");
        Option<string> transfers = StoreVerbs.Transfers();
        Option<string> part = RenderScope.PartOption("Check part I of N, from 0: if all N hold, all does.");
        Option<bool> quiet = Verb.Quiet();
        Option<bool> json = Verb.Json();
        var command = new Verb(Info)
        {
            Usage = "verify DIR|URL [options]",
            Examples =
            [
                "ricap verify shards",
                "ricap verify shards --quiet && tar -cf shards.tar shards",
                "ricap verify shards --json > report.json",
                "ricap verify s3://bucket/faces --sample 100",
            ],
            Arguments = { folder },
            Options = { threads, part, sample, transfers, quiet, json },
        };
        command.SetAction(parsed =>
        {
            if (StoreAddress.IsAddress(parsed.GetValue(folder)!))
            {
                RequireNone(parsed, threads, "a folder");
                return StoreVerification.Run(
                    context, parsed.GetValue(folder)!, parsed.GetValue(sample), StoreVerbs.Options(parsed, transfers), parsed.GetValue(quiet), parsed.GetValue(json));
            }

            RequireNone(parsed, sample, "an address");
            RequireNone(parsed, transfers, "an address");
            string dataset = DatasetFolder.Of(parsed.GetValue(folder)!);
            int workers = Verb.Number(parsed, threads, 0, MaxThreads) ?? 0;
            PartNumber slice = RenderScope.PartOf(parsed, part) ?? PartNumber.Whole;
            bool silent = parsed.GetValue(quiet) || parsed.GetValue(json);
            var progress = WorkProgress.Create(context, silent, _ => "checking samples");
            VerifyResult result = progress.Run(
                observer => DatasetVerifier.VerifyPart(dataset, slice, observer, workers, context.Cancellation));
            foreach (Problem problem in result.Problems)
            {
                context.Report(problem);
            }

            int exitCode = result.Problems.Count == 0 ? ExitCode.Ok : ExitCode.DataProblem;
            if (parsed.GetValue(json))
            {
                double seconds = Math.Round(progress.Elapsed.TotalSeconds, 3);
                var report = new VerifyReport(dataset, result.Files, result.Samples, seconds);
                JsonReport.Write(context, exitCode, report, ReportJson.Default.VerifyReport);
            }
            else if (!silent)
            {
                context.Out.WriteLine(SafeText.OneLine(Summary(dataset, result)));
            }

            return exitCode;
        });
        return command;
    }

    private static void RequireNone(ParseResult parsed, Option<string> option, string needs)
    {
        if (parsed.GetValue(option) is not null)
        {
            throw Verb.Invalid($"{option.Name} is for {needs}");
        }
    }

    private static string Summary(string folder, VerifyResult result)
    {
        string seen = $"{Counted.Of(result.Files, "file")}, {Counted.Of(result.Samples, "sample")}";
        return $"{folder}: {(result.Problems.Count == 0 ? "all holds" : Counted.Of(result.Problems.Count, "problem"))} ({seen})";
    }
}
