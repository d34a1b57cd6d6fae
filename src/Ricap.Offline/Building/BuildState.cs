using Ricap.Building.Output;
using Ricap.Shards;

namespace Ricap.Building;

/// <summary>
/// What is in the output folder already: the shards that manifest and journal name, and whether they hold. Nothing is
/// taken on trust: a shard counts when every byte of its files hashes to what was noted.
/// </summary>
internal sealed class BuildState
{
    private readonly OutputFolder _folder;
    private readonly FileHashes _hashes;
    private readonly Dictionary<(UInt128 Key, string Path), ManifestShard> _shards = [];

    private BuildState(OutputFolder folder, FileHashes hashes)
    {
        _folder = folder;
        _hashes = hashes;
    }

    /// <summary>The manifest in place, or the one that was before a build that did not end; null in a new folder.</summary>
    public DatasetManifest? Previous { get; private set; }

    /// <summary>The manifest in place, if there is one.</summary>
    public DatasetManifest? Current { get; private set; }

    /// <summary>Every file that is ours, by what manifests and journal say: relative paths.</summary>
    public HashSet<string> Owned { get; } = new(StringComparer.Ordinal);

    /// <summary>Base shards that may hold sources decoded before.</summary>
    public List<ManifestShard> BaseShards { get; } = [];

    /// <summary>Reads the state of a folder.</summary>
    public static BuildState Read(OutputFolder folder, FileHashes hashes)
    {
        var state = new BuildState(folder, hashes);
        DatasetManifest? current = ReadManifest(folder.Manifest);
        DatasetManifest? before = ReadManifest(folder.PreviousManifest);
        state.Current = current;
        state.Previous = current ?? before;
        foreach (DatasetManifest manifest in new[] { before, current }.OfType<DatasetManifest>())
        {
            state.Know(manifest.Base.Concat(manifest.Epochs.SelectMany(e => e.Shards)));
            state.Owned.UnionWith(manifest.Files().Select(f => f.Path));
        }

        var journal = new BuildJournal(folder.Journal);
        state.Know(journal.Read());
        state.Owned.UnionWith(journal.ReadFiles());
        return state;
    }

    /// <summary>The shard of this key at this place, if it is there and holds.</summary>
    public ManifestShard? Find(UInt128 key, string path) =>
        _shards.GetValueOrDefault((key, path)) is { } shard && Holds(shard) ? shard : null;

    /// <summary>Whether every file of a shard is there, byte for byte.</summary>
    public bool Holds(ManifestShard shard) => shard.Files().All(file => _hashes.Holds(_folder.Of(file.Path), file));

    private void Know(IEnumerable<ManifestShard> shards)
    {
        foreach (ManifestShard shard in shards)
        {
            _shards[(shard.Key, shard.File.Path)] = shard;
            Owned.UnionWith(shard.Files().Select(f => f.Path));
            if (shard.File.Path.StartsWith("base/", StringComparison.Ordinal))
            {
                BaseShards.Add(shard);
            }
        }
    }

    private static DatasetManifest? ReadManifest(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return ManifestReader.Read(path);
        }
        catch (RicapException e)
        {
            throw new RicapException(
                Problem.Error(
                    ProblemCodes.ForeignOutput,
                    path,
                    $"is in the way and not a manifest of ours ({e.Problems[0].Message}); move it away, or choose another output folder"),
                e);
        }
    }
}
