using Ricap.Planning;
using Ricap.Shards;

namespace Ricap.Building.Epochs;

/// <summary>
/// The sources of the data set that is in place, row by row beside those of the one to be made: a sample all of whose sources are the
/// same has the same bytes.
/// </summary>
internal sealed class EarlierSources
{
    private readonly Hash128[] _before;
    private readonly Column<Hash128> _now;

    private EarlierSources(Hash128[] before, Column<Hash128> now) => (_before, _now) = (before, now);

    /// <summary>Compares sources; null where too little is the same for it to be of use.</summary>
    /// <param name="before"><see cref="ContentKeys.OfSource"/> of each row that was; none if that is not known.</param>
    /// <param name="now">The same of each row that there is.</param>
    public static EarlierSources? Of(Hash128[] before, Column<Hash128> now)
    {
        if (before.Length != now.Count)
        {
            return null; // every plan is another
        }

        int same = 0;
        for (int i = 0; i < now.Count; i++)
        {
            same += before[i] == now[i] ? 1 : 0;
        }

        return same > now.Count / 2 ? new EarlierSources(before, now) : null; // of four sources each, fewer than 1 in 16 samples would be the same
    }

    /// <summary>
    /// A shard as it was made of the earlier sources, of the options and plan of a job. That it was shows its key, which is that of
    /// the job but for the sources; null if none is known.
    /// </summary>
    public EarlierShard? Find(BuildContext context, ShardJob job, int classes)
    {
        if (!context.Options.Format.HoldsImages || !context.State.At(job.Path).Any())
        {
            return null; // pixels are rendered as fast as they are read
        }

        Hash128 key = ContentKeys.OfShard(context.Options, job.Plan, job.First, job.Count, classes, _before);
        return context.State.At(job.Path).FirstOrDefault(shard => shard.Key == key && key != job.Key) is { } found ? new EarlierShard(found, this) : null;
    }

    /// <summary>Whether a sample is what it was.</summary>
    public bool AreSame(in SamplePlan plan)
    {
        foreach (ref readonly Layer layer in plan.Painted)
        {
            if (!layer.IsColour && _before[layer.Source] != _now[layer.Source])
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A shard that was made of earlier sources.</summary>
/// <param name="Shard">What is known of it.</param>
/// <param name="Sources">The sources.</param>
internal sealed record EarlierShard(ManifestShard Shard, EarlierSources Sources);
