using System.Globalization;
using Ricap.CommandLine;
using Ricap.CommandLine.Progress;
using Ricap.Storage;
using Ricap.Storage.Checking;

namespace Ricap.Cli.Stores;

/// <summary><c>ricap verify</c> of a data set in an object store.</summary>
internal static class StoreVerification
{
    private const int MaxSample = 1_000_000;
    private const string All = "all";

    /// <summary>Checks it; gives the exit code.</summary>
    public static int Run(CommandContext context, string url, string? sample, TransferOptions options, bool quiet, bool json)
    {
        var address = StoreAddress.Parse(url);
        int? count = sample == All ? null : Count(sample);
        var progress = WorkProgress.Create(context, quiet || json, _ => "checking objects");
        StoreVerifyResult result = StoreVerbs.Run(
            context, progress, address, 1, (store, watcher, cancel) => new StoreVerifier(store, options).RunAsync(count, watcher, cancel));
        foreach (Problem problem in result.Problems)
        {
            context.Report(problem);
        }

        int exitCode = result.Problems.Count == 0 ? ExitCode.Ok : ExitCode.DataProblem;
        if (json)
        {
            double seconds = Math.Round(progress.Elapsed.TotalSeconds, 3);
            var report = new StoreVerifyReport(address.ToString(), result.Files, result.Read, result.Bytes, seconds);
            JsonReport.Write(context, exitCode, report, ReportJson.Default.StoreVerifyReport);
        }
        else if (!quiet)
        {
            context.Out.WriteLine(SafeText.OneLine(Summary(address, result)));
        }

        return exitCode;
    }

    private static int Count(string? sample) =>
        sample is null ? StoreVerifier.DefaultSample
        : int.TryParse(sample, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= MaxSample ? value
        : throw Verb.Invalid($"--sample '{sample}' is not 0..{MaxSample} or {All}");

    private static string Summary(StoreAddress address, StoreVerifyResult result)
    {
        string seen = $"{Counted.Of(result.Files, "object")} by length and stored hash, of which {Counted.Of(result.Read, "was", "were")} read in full";
        return $"{address}: {(result.Problems.Count == 0 ? "all holds" : Counted.Of(result.Problems.Count, "problem"))} ({seen})";
    }
}
