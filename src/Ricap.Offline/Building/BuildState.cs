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
    private readonly Dictionary<string, List<ManifestShard>> _shards = new(StringComparer.Ordinal);
    private readonly List<ManifestSkip> _skips = [];

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

    /// <summary>Sources that could not be decoded and were left out, as manifest and journals say.</summary>
    public IReadOnlyList<ManifestSkip> Skips => _skips;

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

        state._skips.AddRange(state.Previous?.Skipped ?? []);
        foreach (BuildJournal journal in folder.Journals.Select(path => new BuildJournal(path)))
        {
            state.Know(journal.Read());
            state.Owned.UnionWith(journal.ReadFiles());
            state._skips.AddRange(journal.ReadSkips());
        }

        return state;
    }

    /// <summary>The shard of this key at this place, if it is there and holds.</summary>
    public ManifestShard? Find(Hash128 key, string path) => At(path).FirstOrDefault(shard => shard.Key == key && Holds(shard));

    /// <summary>What is known of a place, the latest first: several things, if it was rendered anew.</summary>
    public IEnumerable<ManifestShard> At(string path) => Enumerable.Reverse(_shards.GetValueOrDefault(path) ?? []);

    /// <summary>Whether every file of a shard is there, byte for byte.</summary>
    public bool Holds(ManifestShard shard) => shard.Files().All(file => _hashes.Holds(_folder.Of(file.Path), file));

    private void Know(IEnumerable<ManifestShard> shards)
    {
        foreach (ManifestShard shard in shards)
        {
            List<ManifestShard> here = _shards.TryGetValue(shard.File.Path, out List<ManifestShard>? known) ? known : _shards[shard.File.Path] = [];
            if (here.Exists(other => IsSame(other, shard)))
            {
                continue; // two attempts at one part
            }

            here.Add(shard);
            Owned.UnionWith(shard.Files().Select(f => f.Path));
            if (shard.File.Path.StartsWith("base/", StringComparison.Ordinal))
            {
                BaseShards.Add(shard);
            }
        }
    }

    private static bool IsSame(ManifestShard one, ManifestShard other) =>
        one.Key == other.Key && one.Pixels == other.Pixels && one.Files().SequenceEqual(other.Files());

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
        catch (RicapException) when (!File.Exists(path))
        {
            return null; // a part has withdrawn it meanwhile
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
