using System.CommandLine;
using System.Globalization;
using Ricap.Building;
using Ricap.Building.Output;
using Ricap.Cli.Stores;
using Ricap.CommandLine;
using Ricap.CommandLine.Progress;
using Ricap.Options;

namespace Ricap.Cli;

/// <summary><c>ricap render</c>: builds a data set.</summary>
internal static class RenderCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "render",
        "Renders a folder of images into RICAP shards, making only what is not there.",
        Create);

    /// <summary>The verb, with an option for each entry of <see cref="OptionTable"/>.</summary>
    private static Verb Create(CommandContext context)
    {
        var command = new Verb(Info)
        {
            Usage = "render --images DIR|LIST|IDX --out DIR --size WxH [options]",
            Examples =
            [
                "ricap render --images photos --out shards --size 96x96 --seed 42 --epochs 4",
                "ricap render --images train-images-idx3-ubyte.gz --out fashion --size 28x28 --format npy --beta 0.3",
                "ricap render --images photos --out ramp --size 160x160 --schedule linear:0.01..1@20..90 --epochs 0..99 "
                    + "--flip horizontal --shift 15",
                "ricap render --images photos-test --out test --size 96x96 --augment none",
                "ricap render --images photos --out shards --size 96x96 --epochs 100 --part 3/64",
            ],
            WhenStopped = "stopped; the next run goes on from here",
        };
        Option<string>[] table = [.. OptionTable.All.Select(Verb.Of)];
        foreach (Option<string> option in table)
        {
            command.Options.Add(option);
        }

        var run = new RenderScope(command);
        Option<string> scratch = RenderPlace.ScratchOption();
        command.Options.Add(scratch);
        var noCache = new Option<bool>("--no-cache")
        {
            Description = "Read every image and shard to be sure of it, though it looks unchanged since the last render.",
        };
        command.Options.Add(noCache);
        Option<bool> quiet = Verb.Quiet();
        Option<bool> json = Verb.Json();
        command.Options.Add(quiet);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            RenderScope.Given scope = run.Of(parsed);
            RenderPlace place = RenderPlace.Of(Verb.Given(parsed, table), parsed.GetValue(scratch));
            DatasetOptions dataset = WithCache(OptionTable.Parse(place.Options), parsed.GetValue(noCache), scope, place);
            bool silent = parsed.GetValue(quiet) || parsed.GetValue(json);
            var progress = WorkProgress.Create(context, silent, NameOf);
            BuildResult result = progress.Run(observer => place.Build(dataset, scope, observer, context.Cancellation));
            if (parsed.GetValue(json))
            {
                JsonReport.Write(context, ExitCode.Ok, Report(result, scope, place, progress.Elapsed), ReportJson.Default.RenderReport);
            }
            else if (!silent)
            {
                Tell(context, dataset, scope, place, result, progress.Elapsed);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>
    /// What is unchanged is not read again, by what the last render remembers beside its output: where the system says of a file all that
    /// changes with it, and of a whole data set, for parts would wait for each other's clocks.
    /// </summary>
    private static DatasetOptions WithCache(DatasetOptions options, bool none, RenderScope.Given scope, RenderPlace place) => (options.Cache, none) switch
    {
        ({ }, true) => throw Verb.Invalid("--cache and --no-cache exclude each other"),
        (null, false) when FileFacts.AreSure && !scope.IsPart && place.Address is null =>
            options with { Cache = Path.Join(options.Output, DatasetLayout.StateFolder, DatasetLayout.CacheFolder) },
        _ => options,
    };

    private static string NameOf(BuildPhase phase) => phase switch
    {
        BuildPhase.Sources => "hashing images",
        BuildPhase.Base => "decoding images",
        _ => "rendering samples",
    };

    private static void Tell(
        CommandContext context, DatasetOptions options, RenderScope.Given scope, RenderPlace place, BuildResult result, TimeSpan elapsed)
    {
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:N1} s");
        string kept = string.Create(CultureInfo.InvariantCulture, $"{result.Kept:N0}");
        if (scope.IsPart && result.Made + result.Kept == 0)
        {
            context.Out.WriteLine("nothing to do: there are more parts than shards");
        }
        else if (result.HasAllShards)
        {
            string hold = result.Kept == 1 ? "the shard holds" : $"all {kept} shards hold";
            context.Out.WriteLine(result.UpToDate
                ? $"up to date: {hold}, checked in {seconds}"
                : $"{hold}, {Counted.Of(result.Written, "other file")} written in {seconds}");
        }
        else
        {
            string work = $"{Counted.Of(result.Samples, "sample")} rendered, {Counted.Of(result.Decoded, "image")} decoded in {seconds}";
            string removed = result.Removed > 0 ? $", {Counted.Of(result.Removed, "stale file")} removed" : "";
            context.Out.WriteLine($"{work} ({Counted.Of(result.Made, "shard")} made, {kept} kept{removed})");
        }

        if (scope.IsPart)
        {
            string manifest = place.Address is not null ? "no manifest from this run"
                : File.Exists(result.ManifestPath) ? "the manifest of an earlier run is in place"
                : "no manifest yet";
            string next = scope.OnlyBase
                ? "render the epochs' parts next, or all that is left without --only and --part"
                : "once all parts are done, run this without --part";
            context.Out.WriteLine($"{manifest}: {next}");
            return;
        }

        if (place.Address is { } address)
        {
            context.Out.WriteLine(SafeText.OneLine($"published: {address}; bring it here with: ricap fetch {address} DIR"));
            return;
        }

        IReadOnlyList<int> epochs = options.Epochs.Epochs;
        string first = DatasetLayout.EpochFolder(epochs[0]);
        string folders = epochs.Count == 1 ? first : $"{first} .. {DatasetLayout.EpochFolder(epochs[^1])}";
        string root = Path.GetDirectoryName(result.ManifestPath)!;
        context.Out.WriteLine(SafeText.OneLine(
            $"shards: {Path.Join(root, folders)}; look at some with: ricap preview {SafeText.Quoted(options.Output)}"));
    }

    private static RenderReport Report(BuildResult result, RenderScope.Given scope, RenderPlace place, TimeSpan elapsed) => new(
        scope.IsPart ? null : place.Of(result.ManifestPath),
        result.UpToDate,
        result.Made,
        result.Kept,
        result.Removed,
        result.Written,
        result.Decoded,
        result.Samples,
        Math.Round(elapsed.TotalSeconds, 3),
        [.. result.Shards.Select(place.Of)]);
}
