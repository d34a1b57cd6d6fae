using Ricap.Building.Output;
using Ricap.Shards;
using Ricap.Sources;

namespace Ricap.Building.Base;

/// <summary>
/// The base as other runs have made it. Of the shards it reads the records, and hashes what it reads; the pixels are for
/// whoever reads those.
/// </summary>
internal static class BaseReader
{
    /// <summary>Finds the base shards of the sources.</summary>
    /// <exception cref="RicapException">Not all are there, or they are of other sources.</exception>
    public static BaseResult Read(BuildContext context, SourceSet set)
    {
        var shards = new List<ManifestShard>();
        var records = new BaseRecords();
        var contents = new Column<Hash128>();
        var missing = new List<string>();
        int rowsPerShard = DatasetLayout.BaseShardRows(context.Options.Width, context.Options.Height);
        bool mayBeFewer = context.Options.OnBadImage == Options.BadImagePolicy.Skip;
        for (int i = 0; i < BaseRange.Shards(set.Sources.Count, rowsPerShard); i++)
        {
            string path = DatasetLayout.BaseShard(i);
            if (Find(context, path) is ({ } shard, { } rows, { } its))
            {
                shards.Add(shard);
                records.AddRange(rows);
                contents.Add(its);
            }
            else if (mayBeFewer && shards.Count > 0)
            {
                break;
            }
            else
            {
                missing.Add(path);
            }
        }

        return missing.Count > 0
            ? throw new RicapException(BuildProblems.NoBase(context.Options, missing))
            : new BaseResult(shards, records, set.Classes.Count, Skipped(context, set, records), 0, 0) { Contents = contents };
    }

    private static (ManifestShard Shard, BaseRecords Rows, Hash128[] Contents)? Find(BuildContext context, string path)
    {
        ManifestShard[] known = [.. context.State.At(path)];
        string full = context.Folder.Of(path);
        string recordsPath = context.Folder.Of(DatasetLayout.RecordsOf(path));
        if (known.Length == 0 || !File.Exists(full) || !File.Exists(recordsPath))
        {
            return null;
        }

        byte[] json = File.ReadAllBytes(recordsPath);
        Hash128 hash = Hash128.Of(json);
        long? length = FileFacts.Of(full)?.Length;
        foreach (ManifestShard shard in known.Where(
            s => s.File.Length == length && s.Companions is [{ } beside] && beside.Length == json.Length && beside.XxHash128 == hash))
        {
            BaseRecords rows = BaseShardRecords.Read(json, recordsPath);
            Hash128[] contents = ContentKeys.OfSources(rows);
            if (ContentKeys.OfBase(context.Options, contents) == shard.Key)
            {
                return (shard, rows, contents);
            }
        }

        return null;
    }

    /// <summary>Holds the rows to the sources, one by one; what is between them must be known to have been left out.</summary>
    private static List<ManifestSkip> Skipped(BuildContext context, SourceSet set, BaseRecords records)
    {
        ILookup<string, ManifestSkip> known = context.State.Skips.ToLookup(skip => skip.Path, StringComparer.Ordinal);
        bool maySkip = context.Options.OnBadImage == Options.BadImagePolicy.Skip;
        var skipped = new List<ManifestSkip>();
        int row = 0;
        for (int i = 0; i < set.Sources.Count; i++)
        {
            if (row < records.Count && IsOf(records.Sources, row, set.Sources, i))
            {
                row++;
            }
            else if (maySkip && known[set.Sources[i].Path].FirstOrDefault() is { } skip)
            {
                skipped.Add(skip);
            }
            else
            {
                throw new RicapException(BuildProblems.OtherBase(
                    context.Options.Images,
                    row < records.Count
                        ? $"the base has '{records[row].Source.Path}' where '{set.Sources[i].Path}' is now"
                        : $"the base lacks '{set.Sources[i].Path}'"));
            }
        }

        return row == records.Count ? skipped : throw new RicapException(BuildProblems.OtherBase(
            context.Options.Images, $"the base has '{records[row].Source.Path}', which is gone"));
    }

    private static bool IsOf(RecordSources rows, int row, SourceTable sources, int source) =>
        rows.PathOf(row).SequenceEqual(sources.PathOf(source))
        && rows.ClassOf(row) == sources.ClassOf(source)
        && rows.LabelOf(row).SequenceEqual(BaseSources.LabelOf(sources, source));
}
