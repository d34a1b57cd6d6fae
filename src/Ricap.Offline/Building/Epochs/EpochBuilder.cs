using System.Buffers;
using Ricap.Building.Base;
using Ricap.Building.Output;
using Ricap.Formats;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Shards;

namespace Ricap.Building.Epochs;

/// <summary>The epochs of a build.</summary>
/// <param name="Epochs">What the manifest says of them.</param>
/// <param name="Made">How many shards were made.</param>
/// <param name="Kept">How many were there already.</param>
/// <param name="Samples">How many samples were rendered.</param>
internal sealed record EpochsResult(IReadOnlyList<ManifestEpoch> Epochs, int Made, int Kept, long Samples);

/// <summary>Finds out which shards of which epochs have to be made, has them made, and indexes each epoch.</summary>
internal static class EpochBuilder
{
    /// <summary>Brings all epochs to what the options say.</summary>
    public static EpochsResult Build(BuildContext context, BaseResult sources)
    {
        DatasetOptions options = context.Options;
        var planner = new Planner(options.Plan, sources.Records.Count);
        EpochPlan[] plans = [.. options.Epochs.Epochs.Select(planner.Epoch)];

        // On all threads: a key is made of the sources of each batch, and all keys are known before the first shard is made.
        int perEpoch = DatasetLayout.EpochShards(planner.Sources, options.ShardSize);
        var all = new ShardJob[plans.Length * perEpoch];
        context.For(all.Length, i => all[i] = JobOf(plans[i / perEpoch], i % perEpoch, options, sources.Classes, sources.Contents.Values));
        (ManifestShard[] shards, ShardJob[] made) = FindOrMake(context, sources, all, () =>
        {
            context.Folder.WithdrawManifest();
            return BaseRows.Open(sources.Shards.Select(s => context.Folder.Of(s.File.Path)));
        }, EarlierSources.Of(sources.Earlier, sources.Contents));
        ManifestEpoch[] epochs = [.. plans.Zip(shards.Chunk(all.Length / plans.Length), (plan, its) => Epoch(context, plan, sources.Classes, its))];
        return new EpochsResult(epochs, made.Length, all.Length - made.Length, made.Sum(j => (long)j.Count));
    }

    /// <summary>Writes the index of an epoch, of a format that has one.</summary>
    public static void WriteIndex(
        DatasetOptions options, int epoch, int classes, IReadOnlyList<ManifestShard> shards, IBufferWriter<byte> output) =>
        options.Format.WriteIndex(new EpochIndex($"{options.Name}-{epoch:D4}", ShapeOf(options, options.ShardSize, classes), shards), output);

    /// <summary>What is known of a shard beforehand.</summary>
    public static ShardShape ShapeOf(DatasetOptions options, int samples, int classes) =>
        new(samples, options.Width, options.Height, classes, options.Image.Extension);

    /// <summary>Makes the shards of a part of all epochs' shards, taken by epoch and then by place; no index.</summary>
    public static PartResult BuildPart(BuildContext context, BaseResult sources, PartNumber part, FileHashes hashes)
    {
        DatasetOptions options = context.Options;
        IReadOnlyList<int> epochs = options.Epochs.Epochs;
        var planner = new Planner(options.Plan, sources.Records.Count);
        int perEpoch = DatasetLayout.EpochShards(planner.Sources, options.ShardSize);
        (long first, long end) = part.Slice((long)epochs.Count * perEpoch);
        var all = new List<ShardJob>();
        for (long at = first; at < end;)
        {
            (long epoch, long shard) = Math.DivRem(at, perEpoch);
            int count = (int)Math.Min(perEpoch - shard, end - at);
            EpochPlan plan = planner.Epoch(epochs[(int)epoch]);
            all.AddRange(Enumerable.Range((int)shard, count).Select(place => JobOf(plan, place, options, sources.Classes, sources.Contents.Values)));
            at += count;
        }

        (ManifestShard[] shards, ShardJob[] made) =
            FindOrMake(context, sources, all, () => VerifiedRows.Open(context.Folder, hashes, sources.Shards));
        return new PartResult(shards, made.Length, 0, made.Sum(job => (long)job.Count));
    }

    /// <summary>One shard of an epoch: 0..<see cref="DatasetLayout.EpochShards"/> − 1.</summary>
    public static ShardJob JobOf(EpochPlan plan, int shard, DatasetOptions options, int classes, ReadOnlySpan<Hash128> contents)
    {
        int first = shard * options.ShardSize;
        int count = DatasetLayout.ShardSamples(shard, contents.Length, options.ShardSize);
        Hash128 key = ContentKeys.OfShard(options, plan, first, count, classes, contents);
        return new ShardJob(plan, DatasetLayout.Shard(plan.Epoch, shard, options.Format), first, count, key);
    }

    /// <summary>What the manifest says of an epoch.</summary>
    public static ManifestEpoch Describe(EpochPlan plan, IReadOnlyList<ManifestShard> shards, ManifestFile? index)
    {
        (Hash128 Width, Hash128 Height)? tables = plan.Beta is null ? null : (plan.Widths!.Hash(), plan.Heights!.Hash());
        return new ManifestEpoch(plan.Epoch, plan.Beta, tables, shards, index);
    }

    /// <summary>Finds the shards of all jobs, in order, and makes those that are not there.</summary>
    private static (ManifestShard[] Shards, ShardJob[] Made) FindOrMake(
        BuildContext context, BaseResult sources, IReadOnlyList<ShardJob> all, Func<IBaseRows> openBase, EarlierSources? earlier = null)
    {
        var shards = new ManifestShard?[all.Count];
        context.For(shards.Length, i => shards[i] = context.Find(all[i].Key, all[i].Path)); // reads every byte of every shard
        ShardJob[] jobs = [.. all.Where((_, i) => shards[i] is null)];
        if (context.MakesNothing && jobs.Length > 0)
        {
            throw new RicapException(BuildProblems.Missing(context.Options, [.. jobs.Select(job => job.Path)]));
        }

        foreach (ShardJob job in jobs)
        {
            context.Observer.OnDetail($"making {job.Path}");
        }

        if (jobs.Length > 0)
        {
            using IBaseRows rows = openBase();
            if (jobs.Sum(job => (long)job.Count) >= sources.Records.Count)
            {
                rows.Keep(context.Options.Memory, context.Threads); // for a few shards, all of the base would be more than what they read
            }

            if (earlier is not null)
            {
                context.For(jobs.Length, i => jobs[i] = jobs[i] with { Earlier = earlier.Find(context, jobs[i], sources.Classes) });
            }

            IReadOnlyDictionary<string, ManifestShard> made = ShardRenderer.Run(context, rows, sources, jobs);

            // What was taken from a shard that proved to be another is not to be trusted.
            ShardJob[] again = [.. jobs.Where(job => !made.ContainsKey(job.Path)).Select(job => job with { Earlier = null })];
            IReadOnlyDictionary<string, ManifestShard> alone = again.Length > 0 ? ShardRenderer.Run(context, rows, sources, again) : made;
            for (int i = 0; i < shards.Length; i++)
            {
                shards[i] ??= made.GetValueOrDefault(all[i].Path) ?? alone[all[i].Path];
            }
        }

        return ([.. shards.Select(shard => shard!)], jobs);
    }

    private static ManifestEpoch Epoch(BuildContext context, EpochPlan plan, int classes, ManifestShard[] shards)
    {
        ManifestFile? index = null;
        if (DatasetLayout.Index(plan.Epoch, context.Options.Format) is { } path)
        {
            var json = new ArrayBufferWriter<byte>();
            WriteIndex(context.Options, plan.Epoch, classes, shards, json);
            index = context.Folder.Write(path, json.WrittenSpan, context.Journal);
        }

        return Describe(plan, shards, index);
    }
}

/// <summary>The epoch shards of a part.</summary>
/// <param name="Shards">In order.</param>
/// <param name="Made">How many were made.</param>
/// <param name="Decoded">How many images were decoded.</param>
/// <param name="Samples">How many samples were rendered.</param>
internal sealed record PartResult(IReadOnlyList<ManifestShard> Shards, int Made, long Decoded, long Samples);

/// <summary>A shard to be made.</summary>
/// <param name="Plan">Its epoch.</param>
/// <param name="Path">Its file, relative to the data set.</param>
/// <param name="First">The index of its first sample in the epoch.</param>
/// <param name="Count">Samples in it.</param>
/// <param name="Key">What it is made from.</param>
internal sealed record ShardJob(EpochPlan Plan, string Path, int First, int Count, Hash128 Key)
{
    /// <summary>What was in its place, made of mostly the same; null if nothing was.</summary>
    public EarlierShard? Earlier { get; init; }
}
