using System.IO.Hashing;
using Ricap.Building;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Verifying;

/// <summary>Checks the base shards: shapes, records, pixels and keys.</summary>
internal static class BaseCheck
{
    /// <summary>Checks the base shards of a part, whose files hold, and reads the records of all.</summary>
    /// <returns>The records of all rows; null if something does not hold, so that nothing can be rendered from them.</returns>
    public static BaseRecords? Records(
        string folder, DatasetManifest manifest, DatasetOptions options, VerifySlice part, Findings findings)
    {
        var records = new BaseRecords();
        bool holds = true;
        foreach (ManifestShard shard in manifest.Base)
        {
            string path = Path.Combine(folder, shard.File.Path);
            string recordsPath = Path.Combine(folder, DatasetLayout.RecordsOf(shard.File.Path));
            try
            {
                BaseRecords rows = BaseShardRecords.Read(File.ReadAllBytes(recordsPath), recordsPath);
                records.AddRange(rows);
                holds &= !part.Has(shard) || Check(path, recordsPath, shard, rows, manifest, options, findings);
            }
            catch (ShardFormatException e)
            {
                findings.Add(ProblemCodes.DamagedFile, e.Shard, $"at byte {e.Offset}: {e.What}");
                holds = false;
            }
        }

        if (holds && records.Count != manifest.Samples)
        {
            findings.Add(ProblemCodes.BadManifest, Path.Combine(folder, DatasetManifest.FileName), $"says {manifest.Samples} samples an epoch, the base has {records.Count} sources");
            holds = false;
        }

        return holds ? records : null;
    }

    private static bool Check(
        string path,
        string recordsPath,
        ManifestShard shard,
        BaseRecords rows,
        DatasetManifest manifest,
        DatasetOptions options,
        Findings findings)
    {
        using NpyShardReader reader = NpyShardReader.Open(path);
        var expected = new NpyShape(rows.Count, options.Height, options.Width);
        if (reader.Shape != expected || shard.Samples != rows.Count)
        {
            findings.Add(ProblemCodes.DamagedFile, path, $"holds {reader.Shape}, its records and the manifest say {expected} and {shard.Samples}");
            return false;
        }

        if (rows.FirstOrDefault(r => r.Source.Class >= manifest.Classes.Count) is { } unknown)
        {
            findings.Add(ProblemCodes.WrongRecord, recordsPath, $"'{unknown.Source.Path}' is of class {unknown.Source.Class}, there are {manifest.Classes.Count}");
            return false;
        }

        if (ContentKeys.OfBase(options, ContentKeys.OfSources(rows)) != shard.Key)
        {
            findings.Add(ProblemCodes.BadManifest, path, "has another key in the manifest than its records and options give");
            return false;
        }

        var hash = new XxHash128();
        byte[] row = new byte[reader.Shape.ImageLength];
        for (int i = 0; i < rows.Count; i++)
        {
            reader.ReadRows(i, 1, row);
            hash.Append(row);
        }

        if (Hash128.Of(hash) != shard.Pixels)
        {
            findings.Add(ProblemCodes.WrongPixels, path, "has other pixels than the manifest says");
            return false;
        }

        return true;
    }
}
