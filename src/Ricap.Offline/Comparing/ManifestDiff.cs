using Ricap.Shards;

namespace Ricap.Comparing;

/// <summary>Compares what two manifests say: options, classes, epochs and the hashes of shards. Reads nothing else.</summary>
internal static class ManifestDiff
{
    /// <summary>Options of other values, those of A first; the name and the edition of the planning rules count, too.</summary>
    public static IReadOnlyList<OptionChange> Options(DatasetManifest a, DatasetManifest b)
    {
        var changes = new List<OptionChange>();
        if (a.Name != b.Name)
        {
            changes.Add(new OptionChange("name", a.Name, b.Name));
        }

        if (a.PlanVersion != b.PlanVersion)
        {
            changes.Add(new OptionChange("planVersion", a.PlanVersion, b.PlanVersion));
        }

        IEnumerable<string> names = a.Options.Concat(b.Options).Select(option => option.Name).Distinct(StringComparer.Ordinal);
        changes.AddRange(names
            .Select(name => new OptionChange(name, Value(a, name), Value(b, name)))
            .Where(change => !Equals(change.A, change.B)));
        return changes;
    }

    /// <summary>How the classes differ.</summary>
    public static ClassChanges Classes(DatasetManifest a, DatasetManifest b)
    {
        var (inA, inB) = (a.Classes.ToHashSet(StringComparer.Ordinal), b.Classes.ToHashSet(StringComparer.Ordinal));
        bool renumbered = a.Classes
            .Select((name, number) => (name, number))
            .Any(c => inB.Contains(c.name) && (c.number >= b.Classes.Count || b.Classes[c.number] != c.name));
        return new ClassChanges(
            [.. b.Classes.Where(name => !inA.Contains(name))], [.. a.Classes.Where(name => !inB.Contains(name))], renumbered);
    }

    /// <summary>Epochs that only one has, or that were drawn from other distributions, in order.</summary>
    public static IReadOnlyList<EpochChange> Epochs(DatasetManifest a, DatasetManifest b) =>
    [
        .. a.Epochs.Concat(b.Epochs)
            .Select(epoch => epoch.Epoch)
            .Distinct()
            .Order()
            .Select(number => (Number: number, A: Find(a, number), B: Find(b, number)))
            .Where(e => e.A is null || e.B is null || e.A.Beta != e.B.Beta || e.A.Tables != e.B.Tables)
            .Select(e => new EpochChange(e.Number, e.A is not null, e.B is not null, e.A?.Beta, e.B?.Beta)),
    ];

    /// <summary>Epochs that both have, in order.</summary>
    public static IEnumerable<(ManifestEpoch A, ManifestEpoch B)> Common(DatasetManifest a, DatasetManifest b) =>
        a.Epochs.Join(b.Epochs, epoch => epoch.Epoch, epoch => epoch.Epoch, (left, right) => (left, right));

    /// <summary>Shards that differ: of the base, and of the epochs that both have.</summary>
    public static ShardChanges Shards(DatasetManifest a, DatasetManifest b)
    {
        var changed = new List<ShardChange>();
        int compared = Compare(a.Base, b.Base, changed);
        foreach ((ManifestEpoch left, ManifestEpoch right) in Common(a, b))
        {
            compared += Compare(left.Shards, right.Shards, changed);
        }

        return new ShardChanges(compared, changed);
    }

    /// <summary>Whether two shards have equal bytes in all their files.</summary>
    public static bool SameFiles(ManifestShard a, ManifestShard b) =>
        a.Files().Select(Content).SequenceEqual(b.Files().Select(Content));

    /// <summary>By place and not by name: the same shard is a .tar in one data set and a .npy in another.</summary>
    private static int Compare(IReadOnlyList<ManifestShard> a, IReadOnlyList<ManifestShard> b, List<ShardChange> changed)
    {
        int count = Math.Max(a.Count, b.Count);
        for (int i = 0; i < count; i++)
        {
            ManifestShard? left = i < a.Count ? a[i] : null;
            ManifestShard? right = i < b.Count ? b[i] : null;
            bool both = left is not null && right is not null;
            var change = new ShardChange(
                (right ?? left)!.File.Path,
                left is not null,
                right is not null,
                Pixels: both && (left!.Pixels != right!.Pixels || left.Samples != right.Samples),
                Files: both && !SameFiles(left!, right!),
                Key: both && left!.Key != right!.Key);
            if (!both || change.Pixels || change.Files || change.Key)
            {
                changed.Add(change);
            }
        }

        return count;
    }

    private static (long Length, Hash128 Hash) Content(ManifestFile file) => (file.Length, file.XxHash128);

    private static ManifestEpoch? Find(DatasetManifest manifest, int epoch) =>
        manifest.Epochs.FirstOrDefault(e => e.Epoch == epoch);

    private static object? Value(DatasetManifest manifest, string name) =>
        manifest.Options.TryGet(name, out ManifestOption option) ? (object?)option.Text ?? option.Number : null;
}
