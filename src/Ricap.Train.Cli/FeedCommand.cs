using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Ricap.CommandLine;
using Ricap.Options;
using Ricap.Shards.Text;
using Ricap.Train.Data;
using Ricap.Train.Runtime;
using Ricap.Train.Training;
using TorchSharp;

namespace Ricap.Train.Cli;

/// <summary><c>ricap-train feed</c>: the data road alone, timed and hashed.</summary>
internal static class FeedCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "feed",
        "Makes all batches of one epoch, trains nothing and prints one line of JSON: images a second, and an XXH128 of all "
        + "uint8 batches and targets. The hash is the same for every source, lossless format, device and number of threads.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        var flags = new TrainFlags(name => name is "data" or "source" or "device" or "device-memory" or "threads" or "prefetch" or "verify"
            || TrainOptionTable.Plan.Any(spec => spec.Name == name));
        Option<string> cache = DataSets.CacheOption();
        Option<string> epochOption = Verb.Value("--epoch", $"0..{EpochSet.MaxEpoch}", "The epoch, rendered or not. [default: 0]");
        Option<string> repeat = Verb.Value("--repeat", "1..1000", "How often; the fastest time is told. [default: 1]");
        var noHash = new Option<bool>("--no-hash") { Description = "Do not hash the batches, to time their making alone." };
        var command = new Verb(Info)
        {
            Usage = "feed --data DIR|URL [--epoch E] [options]",
            Examples =
            [
                "ricap-train feed --data shards --epoch 0",
                "ricap-train feed --data shards --epoch 0 --source online",
                "ricap-train feed --data shards --epoch 90 --source online --device-memory 1GB",
            ],
            Options = { epochOption, repeat, noHash },
        };
        flags.AddTo(command);
        command.Options.Add(cache);
        command.SetAction(parsed =>
        {
            int epoch = Verb.Number(parsed, epochOption, 0, EpochSet.MaxEpoch) ?? 0;
            int times = Verb.Number(parsed, repeat, 1, 1000) ?? 1;
            using var sets = new DataSets(context, parsed.GetValue(cache));
            TrainOptions options = sets.Locate(TrainOptionTable.Parse(flags.Given(parsed).Append(new("out", "."))));
            // On the CPU a batch is plain memory, for which libtorch, a third of a second's loading, need not be there.
            torch.Device? device = options.Device == DeviceName.Cpu && options.Feed.DeviceMemory is null or 0 ? null : DeviceName.Parse(options.Device);
            using RicapDataset dataset = RicapDataset.Open(options.Data);
            using var feed = new DatasetFeed(RowSubset.All(dataset), device, options.Feed, OptionTable.Table.Change(dataset.Options, options.Plan));
            bool hashes = !parsed.GetValue(noHash);
            context.Out.WriteLine(TorchMemory.Guard(options.Device, () => Run(feed, epoch, times, hashes, device, context.Cancellation)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Run(DatasetFeed feed, int epoch, int times, bool hashes, torch.Device? device, CancellationToken cancellationToken)
    {
        string source = feed.RoadOf(epoch);
        var best = TimeSpan.MaxValue;
        Hash128? value = null;
        long images = 0;
        for (int i = 0; i < times; i++)
        {
            FeedHash? hash = hashes ? new FeedHash() : null;
            long start = Stopwatch.GetTimestamp();
            images = device is null ? feed.OnHost(epoch, hash, cancellationToken) : OnDevice(feed, epoch, hash, device, cancellationToken);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            best = took < best ? took : best;
            value = hash?.Value;
        }

        var report = new FeedReport(
            images,
            Math.Round(best.TotalSeconds, 6),
            Math.Round(images / best.TotalSeconds, 1),
            value is { } h ? HashText.Of(h) : null,
            epoch,
            source,
            device?.ToString() ?? DeviceName.Cpu);
        return JsonSerializer.Serialize(report, CommandJson.Default.FeedReport);
    }

    private static long OnDevice(DatasetFeed feed, int epoch, FeedHash? hash, torch.Device device, CancellationToken cancellationToken)
    {
        long images = 0;
        foreach (TrainBatch batch in feed.Epoch(epoch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            images += batch.Count;
            hash?.Add(batch);
        }

        if (device.type == DeviceType.CUDA)
        {
            torch.cuda.synchronize(device);
        }

        return images;
    }
}
