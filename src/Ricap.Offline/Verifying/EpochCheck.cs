using System.Buffers;
using System.Globalization;
using Ricap.Building;
using Ricap.Building.Base;
using Ricap.Building.Epochs;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Verifying;

/// <summary>Checks the epochs of a data set whose base holds.</summary>
internal sealed class EpochCheck(
    string root,
    DatasetManifest manifest,
    DatasetOptions options,
    VerifySlice part,
    BaseRecords records,
    Findings findings,
    IBuildObserver observer)
{
    private readonly string _manifestPath = Path.Combine(root, DatasetManifest.FileName);
    private long _done;
    private long _total;

    /// <summary>Checks everything; gives the number of samples that were made again.</summary>
    public long Run(Func<string, bool> isDamaged, ParallelOptions parallel)
    {
        var planner = new Planner(options.Plan, records.Count);
        Hash128[] contents = ContentKeys.OfSources(records);
        var work = new List<(EpochPlan Plan, ManifestShard Shard, int First)>();
        foreach (ManifestEpoch epoch in manifest.Epochs)
        {
            if (!part.Has(epoch) && !epoch.Shards.Any(part.Has))
            {
                continue;
            }

            EpochPlan plan = planner.Epoch(epoch.Epoch);
            if (part.Has(epoch))
            {
                CheckEpoch(epoch, plan, isDamaged);
            }

            int first = 0;
            foreach (ManifestShard shard in epoch.Shards)
            {
                if (part.Has(shard))
                {
                    CheckKey(plan, shard, first, contents);
                    if (!shard.Files().Any(f => isDamaged(f.Path)))
                    {
                        work.Add((plan, shard, first));
                    }
                }

                first += shard.Samples;
            }
        }

        _total = work.Sum(w => (long)w.Shard.Samples);
        using BaseRows rows = BaseRows.Open(manifest.Base.Select(s => Path.Combine(root, s.File.Path)));
        if (_total >= records.Count)
        {
            rows.Keep(options.Memory, parallel.MaxDegreeOfParallelism);
        }

        var writer = new RecordWriter(records.Sources, options.Width, options.Height);
        Parallel.ForEach(
            work,
            parallel,
            () => new ShardCheck(root, options, manifest.Classes.Count, rows, writer, findings),
            (job, _, check) =>
            {
                check.Check(job.Plan, job.Shard, job.First, Progress);
                return check;
            },
            _ => { });
        return _done;
    }

    private void Progress(int samples) =>
        observer.OnProgress(BuildPhase.Samples, Interlocked.Add(ref _done, samples), _total);

    private void CheckEpoch(ManifestEpoch epoch, EpochPlan plan, Func<string, bool> isDamaged)
    {
        if (plan.Beta != epoch.Beta)
        {
            findings.Add(ProblemCodes.BadManifest, _manifestPath, string.Create(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch} has β {epoch.Beta}, its schedule says {plan.Beta}"));
        }

        if (plan.Widths?.Hash() != epoch.Tables?.Width || plan.Heights?.Hash() != epoch.Tables?.Height)
        {
            findings.Add(ProblemCodes.BadManifest, _manifestPath, $"epoch {epoch.Epoch} was drawn from other boundary tables than this build makes");
        }

        if (epoch.Index?.Path != DatasetLayout.Index(epoch.Epoch, options.Format))
        {
            findings.Add(ProblemCodes.BadManifest, _manifestPath, $"epoch {epoch.Epoch} has the index '{epoch.Index?.Path}', its format '{DatasetLayout.Index(epoch.Epoch, options.Format)}'");
        }
        else if (epoch.Index is { } index && !isDamaged(index.Path))
        {
            var json = new ArrayBufferWriter<byte>();
            EpochBuilder.WriteIndex(options, epoch.Epoch, manifest.Classes.Count, epoch.Shards, json);
            FileCheck.Equals(root, index.Path, json.WrittenSpan, findings);
        }
    }

    private void CheckKey(EpochPlan plan, ManifestShard shard, int first, Hash128[] contents)
    {
        if (ContentKeys.OfShard(options, plan, first, shard.Samples, manifest.Classes.Count, contents) != shard.Key)
        {
            findings.Add(ProblemCodes.BadManifest, Path.Combine(root, shard.File.Path), "has another key in the manifest than its plan and sources give");
        }
    }
}
