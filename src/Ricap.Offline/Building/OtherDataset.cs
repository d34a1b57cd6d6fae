using Ricap.Building.Output;
using Ricap.Shards;
using Ricap.Sources.Finding;

namespace Ricap.Building;

/// <summary>A finished data set that a build only looks at: its classes, and what its images hold.</summary>
internal static class OtherDataset
{
    /// <summary>Whether a path names a data set: its folder or its manifest.</summary>
    public static bool IsOne(string path) => Directory.Exists(path) || Path.GetFileName(path) == DatasetManifest.FileName;

    /// <summary>The manifest of a data set.</summary>
    public static string ManifestOf(string path) => Directory.Exists(path) ? Path.Join(path, DatasetManifest.FileName) : path;

    /// <summary>Reads the manifest.</summary>
    /// <exception cref="RicapException">There is none, or it cannot be read.</exception>
    public static DatasetManifest Read(string path)
    {
        string manifest = ManifestOf(path);
        return File.Exists(manifest) ? ManifestReader.Read(manifest) : throw new RicapException(Problem.Error(
            ProblemCodes.BadManifest, path, $"is no data set: there is no {DatasetManifest.FileName}"));
    }

    /// <summary>The path of an image of the data set by the hash of its content; of several with one content the first.</summary>
    /// <exception cref="RicapException">The data set cannot be read.</exception>
    public static Dictionary<Hash128, string> Contents(string path)
    {
        var contents = new Dictionary<Hash128, string>();
        foreach (string file in RecordFiles(path, Read(path)))
        {
            try
            {
                BaseRecords rows = BaseShardRecords.Read(File.ReadAllBytes(file), file);
                for (int row = 0; row < rows.Count; row++)
                {
                    contents.TryAdd(rows.HashOf(row), rows.Sources[row].Path);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new RicapException(Problem.Error(ProblemCodes.Unreadable, file, e.Message), e);
            }
            catch (ShardFormatException e)
            {
                throw new RicapException(Problem.Error(ProblemCodes.DamagedFile, file, $"at byte {e.Offset}: {e.Message}"), e);
            }
        }

        return contents;
    }

    /// <summary>The files that <see cref="Contents"/> reads.</summary>
    public static IEnumerable<InputFile> InputFiles(string path)
    {
        string manifest = ManifestOf(path);
        yield return new InputFile(DatasetManifest.FileName, manifest);
        DatasetManifest read;
        try
        {
            read = ManifestReader.Read(manifest);
        }
        catch (RicapException)
        {
            yield break; // a build says what is wrong with it
        }

        foreach (ManifestShard shard in read.Base)
        {
            string records = DatasetLayout.RecordsOf(shard.File.Path);
            yield return new InputFile(records, Path.Join(Path.GetDirectoryName(manifest), records));
        }
    }

    private static IEnumerable<string> RecordFiles(string path, DatasetManifest manifest) => manifest.Base.Select(
        shard => Path.Join(Path.GetDirectoryName(ManifestOf(path)), DatasetLayout.RecordsOf(shard.File.Path)));
}
