using Ricap.Building;
using Ricap.Building.Base;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Shards;

namespace Ricap.Reading;

/// <summary>
/// A finished data set opened for planning any sample of any epoch: the manifest and the records of the base shards,
/// checked against each other, and no pixels.
/// </summary>
internal sealed class PlannedDataset
{
    private PlannedDataset(string folder, DatasetManifest manifest, DatasetOptions options, BaseRecords records)
    {
        Folder = folder;
        Manifest = manifest;
        Options = options;
        Records = records;
        Planner = new Planner(options.Plan, records.Count);
    }

    /// <summary>The data set's folder.</summary>
    public string Folder { get; }

    /// <summary>Its manifest.</summary>
    public DatasetManifest Manifest { get; }

    /// <summary>The options it was made with.</summary>
    public DatasetOptions Options { get; }

    /// <summary>The rows of its base.</summary>
    public BaseRecords Records { get; }

    /// <summary>Its sources in the order of the base.</summary>
    public RecordSources Sources => Records.Sources;

    /// <summary>Plans its samples.</summary>
    public Planner Planner { get; }

    /// <summary>The full path of its manifest.</summary>
    public string ManifestPath => Path.Join(Folder, DatasetManifest.FileName);

    /// <summary>Opens a data set.</summary>
    /// <exception cref="RicapException">It is missing, unreadable or damaged.</exception>
    public static PlannedDataset Open(string folder)
    {
        string path = Path.Join(folder, DatasetManifest.FileName);
        if (!File.Exists(path))
        {
            string message = $"has no {DatasetManifest.FileName}; a data set's folder is the --out of 'ricap render'";
            throw Bad(ProblemCodes.BadManifest, folder, message);
        }

        DatasetManifest manifest = ManifestReader.Read(path);
        DatasetOptions options = ManifestText.Options(manifest, folder);
        var records = new BaseRecords();
        foreach (ManifestShard shard in manifest.Base)
        {
            records.AddRange(ReadRecords(folder, shard, manifest.Classes.Count));
        }

        return records.Count > 0 && records.Count == manifest.Samples
            ? new PlannedDataset(folder, manifest, options, records)
            : throw Bad(ProblemCodes.BadManifest, path, $"says {manifest.Samples} samples, its base shards have {records.Count}");
    }

    /// <summary>Plans of consecutive samples of an epoch, each with its batch.</summary>
    public static IEnumerable<(BatchPlan Batch, SamplePlan Plan)> Samples(EpochPlan epoch, int first, int last)
    {
        int batchSize = epoch.Planner.Options.BatchSize;
        BatchPlan? batch = null;
        for (int index = first; index <= last; index++)
        {
            if (batch?.Batch != index / batchSize)
            {
                batch = epoch.Batch(index / batchSize);
            }

            yield return (batch, batch[index - batch.First]);
        }
    }

    /// <summary>Refuses samples that an epoch does not have.</summary>
    public void RequireSamples(int first, long last)
    {
        if (last >= Sources.Count)
        {
            string asked = first == last ? $"sample {last}" : $"samples {first}..{last}";
            throw Bad(ProblemCodes.InvalidOption, Folder, $"has no {asked}: an epoch's samples are 0..{Sources.Count - 1}");
        }
    }

    /// <summary>Opens the pixels of the base.</summary>
    /// <exception cref="RicapException">A file is missing, or not what the manifest says.</exception>
    public BaseRows OpenBase()
    {
        foreach (ManifestShard shard in Manifest.Base)
        {
            string path = Path.Join(Folder, shard.File.Path);
            using NpyShardReader reader = DatasetReading.Guard(path, () => NpyShardReader.Open(path));
            int expected = shard == Manifest.Base[^1] ? shard.Samples : Manifest.Base[0].Samples;
            if (reader.Shape != new NpyShape(expected, Options.Height, Options.Width))
            {
                throw Bad(ProblemCodes.DamagedFile, path, $"holds an array of {reader.Shape}, not what the manifest says");
            }
        }

        return DatasetReading.Guard(Folder, () => BaseRows.Open(Manifest.Base.Select(shard => Path.Join(Folder, shard.File.Path))));
    }

    private static BaseRecords ReadRecords(string folder, ManifestShard shard, int classes)
    {
        if (shard.Companions is not [ManifestFile file])
        {
            string manifest = Path.Join(folder, DatasetManifest.FileName);
            throw Bad(ProblemCodes.BadManifest, manifest, $"names no records for {shard.File.Path}");
        }

        string path = Path.Join(folder, file.Path);
        byte[] json = DatasetReading.Guard(path, () => File.ReadAllBytes(path));
        if (Hash128.Of(json) != file.XxHash128)
        {
            throw Bad(
                ProblemCodes.DamagedFile, path, "its bytes are not the ones the manifest names; 'ricap render' makes it again");
        }

        BaseRecords records = DatasetReading.Guard(path, () => BaseShardRecords.Read(json, path));
        bool fits = records.Count == shard.Samples
            && Enumerable.Range(0, records.Count).All(row => records.Sources.ClassOf(row) < classes
                && (records.Sources.LabelOf(row) is not [.., var last] || last.Class < classes));
        return fits
            ? records
            : throw Bad(ProblemCodes.DamagedFile, path, "its rows do not fit the manifest");
    }

    private static RicapException Bad(string code, string path, string message) => new(Problem.Error(code, path, message));
}
