using System.CommandLine;
using System.Globalization;
using Ricap.Building;
using Ricap.CommandLine;
using Ricap.CommandLine.Progress;
using Ricap.Storage;

namespace Ricap.Cli.Stores;

/// <summary>What the verbs that move data sets share.</summary>
internal static class StoreVerbs
{
    private const long Megabyte = 1_000_000;

    /// <summary>The data set's address.</summary>
    public static Argument<string> Address() => new("URL") { Description = $"Where it is in an object store: {StoreAddress.Grammar}." };

    /// <summary>The <c>--transfers</c> of verbs that move objects.</summary>
    public static Option<string> Transfers() => Verb.Value(
        "--transfers",
        $"1..{TransferOptions.MaxTransfers}",
        $"How many transfers go on at once. [default: {TransferOptions.DefaultTransfers}]");

    /// <summary>How to move bytes.</summary>
    public static TransferOptions Options(ParseResult parsed, Option<string> transfers) => new()
    {
        Transfers = Verb.Number(parsed, transfers, 1, TransferOptions.MaxTransfers) ?? TransferOptions.DefaultTransfers,
    };

    /// <summary>Does something with the store at an address, under a progress display.</summary>
    /// <param name="context">The surroundings.</param>
    /// <param name="progress">The display.</param>
    /// <param name="address">The address.</param>
    /// <param name="unit">How many bytes, or other things, it counts as one.</param>
    /// <param name="work">What to do.</param>
    public static T Run<T>(
        CommandContext context,
        WorkProgress progress,
        StoreAddress address,
        long unit,
        Func<IObjectStore, Action<TransferProgress>, CancellationToken, Task<T>> work) => progress.Run(observer =>
    {
        using IObjectStore store = ObjectStores.Open(address);
        return work(store, at => observer.OnProgress(BuildPhase.Samples, at.Bytes / unit, (at.Total + unit - 1) / unit), context.Cancellation)
            .GetAwaiter().GetResult();
    });

    /// <inheritdoc cref="Run{T}(CommandContext, WorkProgress, StoreAddress, long, Func{IObjectStore, Action{TransferProgress}, CancellationToken, Task{T}})"/>
    public static T Run<T>(
        CommandContext context,
        WorkProgress progress,
        StoreAddress address,
        Func<IObjectStore, Action<TransferProgress>, CancellationToken, Task<T>> work) => Run(context, progress, address, Megabyte, work);

    /// <summary>A number of bytes for people.</summary>
    public static string Size(long bytes) => bytes >= Megabyte
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)Megabyte:N1} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes");

    /// <summary>What a copy did, in a line.</summary>
    public static string Summary(
        string place, string moved, int files, int kept, int deleted, int stale, long bytes, bool upToDate, TimeSpan elapsed)
    {
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:N1} s");
        string removed = deleted > 0 ? $", {Counted.Of(deleted, "stale file")} deleted" : "";
        string left = stale > 0 ? $", {Counted.Of(stale, "stale file")} left for --delete" : "";
        return upToDate
            ? $"{place}: up to date, {Counted.Of(kept, "file")} checked in {seconds}{removed}{left}"
            : $"{place}: {Counted.Of(files, "file")} {moved}, {Size(bytes)} in {seconds} ({kept.ToString("N0", CultureInfo.InvariantCulture)} there{removed}{left})";
    }
}
