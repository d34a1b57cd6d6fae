using System.CommandLine;
using Ricap.Building.Output;
using Ricap.CommandLine;
using Ricap.CommandLine.Progress;
using Ricap.Options;
using Ricap.Storage;
using Ricap.Storage.Fetching;

namespace Ricap.Cli.Stores;

/// <summary><c>ricap fetch</c>: brings a data set out of an object store.</summary>
internal static class FetchCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "fetch",
        "Brings a data set out of an object store, fetching what is not there and checking every byte, the manifest last.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        Argument<string> url = StoreVerbs.Address();
        var folder = new Argument<string>("DIR") { Description = "The folder to bring it into; what it has of the data set already is kept." };
        Option<string> epochs = Verb.Value("--epochs", "N|A..B|LIST", "Which rendered epochs, with the base. [default: all]");
        var delete = new Option<bool>("--delete") { Description = "Delete what only an older manifest in DIR names." };
        Option<string> transfers = StoreVerbs.Transfers();
        Option<bool> quiet = Verb.Quiet();
        Option<bool> json = Verb.Json();
        var command = new Verb(Info)
        {
            Usage = "fetch URL DIR [options]",
            Examples =
            [
                "ricap fetch s3://bucket/faces shards",
                "ricap fetch https://account.blob.core.windows.net/container/faces shards --epochs 0..9",
            ],
            WhenStopped = "stopped; the next run goes on from here",
            Arguments = { url, folder },
            Options = { epochs, delete, transfers, quiet, json },
        };
        command.SetAction(parsed =>
        {
            var address = StoreAddress.Parse(parsed.GetValue(url)!);
            string given = parsed.GetValue(folder)!;
            string dataset = given.Length > 0 ? Path.GetFullPath(given) : throw Verb.Invalid("DIR is empty");
            EpochSet? wanted = Verb.Epochs(parsed, epochs);
            TransferOptions options = StoreVerbs.Options(parsed, transfers);
            bool silent = parsed.GetValue(quiet) || parsed.GetValue(json);
            var progress = WorkProgress.Create(context, silent, _ => "fetching MB");
            FetchResult result = StoreVerbs.Run(context, progress, address, (store, watcher, cancel) =>
                new Fetcher(store, options).RunAsync(dataset, wanted, parsed.GetValue(delete), () => Lock(dataset, context), watcher, cancel));
            if (parsed.GetValue(json))
            {
                double seconds = Math.Round(progress.Elapsed.TotalSeconds, 3);
                var report = new FetchReport(
                    dataset, result.UpToDate, result.Fetched, result.Kept, result.Deleted, result.Stale, result.Bytes, seconds);
                JsonReport.Write(context, ExitCode.Ok, report, ReportJson.Default.FetchReport);
            }
            else if (!silent)
            {
                context.Out.WriteLine(SafeText.OneLine(StoreVerbs.Summary(
                    dataset, "fetched", result.Fetched, result.Kept, result.Deleted, result.Stale, result.Bytes, result.UpToDate, progress.Elapsed)));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>A build in the same folder waits for us, and we for it.</summary>
    private static OutputLock Lock(string dataset, CommandContext context) => OutputErrors.Guard(dataset, () => OutputLock.Take(
        Path.Join(dataset, DatasetLayout.StateFolder, DatasetLayout.LockFile),
        shared: false,
        () => context.Say($"ricap: waiting for a build of {dataset} to end"),
        context.Cancellation));
}
