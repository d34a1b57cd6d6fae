using System.CommandLine;
using Ricap.CommandLine;
using Ricap.CommandLine.Progress;
using Ricap.Reading;
using Ricap.Storage;
using Ricap.Storage.Publishing;

namespace Ricap.Cli.Stores;

/// <summary><c>ricap publish</c>: brings a data set into an object store.</summary>
internal static class PublishCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "publish",
        "Brings a data set into an object store, uploading what is not there, the manifest last: whoever reads it there finds a "
        + "whole data set or none. Credentials are those of the cloud's own tools.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        Argument<string> folder = Verb.Folder();
        Argument<string> url = StoreVerbs.Address();
        var delete = new Option<bool>("--delete") { Description = "Delete what only an older manifest in the store names." };
        Option<string> transfers = StoreVerbs.Transfers();
        Option<bool> quiet = Verb.Quiet();
        Option<bool> json = Verb.Json();
        var command = new Verb(Info)
        {
            Usage = "publish DIR URL [options]",
            Examples =
            [
                "ricap publish shards s3://bucket/faces",
                "ricap publish shards https://account.blob.core.windows.net/container/faces --delete",
                "AWS_ENDPOINT_URL=http://localhost:9000 ricap publish shards s3://bucket/faces",
            ],
            WhenStopped = "stopped; the next run goes on from here",
            Arguments = { folder, url },
            Options = { delete, transfers, quiet, json },
        };
        command.SetAction(parsed =>
        {
            var address = StoreAddress.Parse(parsed.GetValue(url)!);
            string dataset = DatasetFolder.Of(parsed.GetValue(folder)!);
            TransferOptions options = StoreVerbs.Options(parsed, transfers);
            bool silent = parsed.GetValue(quiet) || parsed.GetValue(json);
            var progress = WorkProgress.Create(context, silent, _ => "uploading MB");
            PublishResult result = StoreVerbs.Run(context, progress, address, (store, watcher, cancel) =>
                new Publisher(store, options).RunAsync(dataset, parsed.GetValue(delete), watcher, cancel));
            if (parsed.GetValue(json))
            {
                double seconds = Math.Round(progress.Elapsed.TotalSeconds, 3);
                var report = new PublishReport(
                    address.ToString(), result.UpToDate, result.Uploaded, result.Kept, result.Deleted, result.Stale, result.Bytes, seconds);
                JsonReport.Write(context, ExitCode.Ok, report, ReportJson.Default.PublishReport);
            }
            else if (!silent)
            {
                context.Out.WriteLine(SafeText.OneLine(StoreVerbs.Summary(
                    address.ToString(), "uploaded", result.Uploaded, result.Kept, result.Deleted, result.Stale, result.Bytes, result.UpToDate, progress.Elapsed)));
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
