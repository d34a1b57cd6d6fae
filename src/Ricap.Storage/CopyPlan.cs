using Ricap.Shards;

namespace Ricap.Storage;

/// <summary>What has to be done to have a data set in another place, a store or a folder: a pure function of what is there and what shall be.</summary>
/// <param name="Missing">The files to bring, in the manifest's order.</param>
/// <param name="Kept">How many are there.</param>
/// <param name="Withdraw">
/// Whether the manifest in place has to go first: a file that it names is to be replaced, and it would name what is not there.
/// </param>
/// <param name="Foreign">What is in the way and not known to be ours.</param>
/// <param name="Owned">What may be ours once the first file was brought.</param>
/// <param name="Stale">What is ours and the new manifest does not name, sorted.</param>
internal sealed record CopyPlan(
    IReadOnlyList<ManifestFile> Missing,
    int Kept,
    bool Withdraw,
    IReadOnlyList<string> Foreign,
    IReadOnlySet<string> Owned,
    IReadOnlyList<string> Stale)
{
    /// <summary>Plans.</summary>
    /// <param name="wanted">The manifest to have there.</param>
    /// <param name="old">The one in place; null if there is none.</param>
    /// <param name="noted">The paths noted there as ours.</param>
    /// <param name="there">What is there, by path; the hashes of files that are wanted.</param>
    public static CopyPlan Of(
        DatasetManifest wanted, DatasetManifest? old, IReadOnlySet<string> noted, IReadOnlyDictionary<string, StoredObject> there)
    {
        ManifestFile[] files = [.. wanted.Files()];
        Dictionary<string, ManifestFile> before = (old?.Files() ?? []).ToDictionary(file => file.Path, StringComparer.Ordinal);
        ManifestFile[] missing = [.. files.Where(file => !Holds(there.GetValueOrDefault(file.Path), file))];
        var ours = new HashSet<string>(noted, StringComparer.Ordinal);
        ours.UnionWith(before.Keys);
        string[] foreign = [.. missing.Select(file => file.Path).Where(path => there.ContainsKey(path) && !ours.Contains(path))];
        var names = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        string[] stale = [.. ours.Where(path => !names.Contains(path) && there.ContainsKey(path)).Order(StringComparer.Ordinal)];
        ours.UnionWith(names);
        return new CopyPlan(
            missing,
            files.Length - missing.Length,
            missing.Any(file => before.TryGetValue(file.Path, out ManifestFile? was) && was != file),
            foreign,
            ours,
            stale);
    }

    private static bool Holds(StoredObject? there, ManifestFile file) =>
        there is not null && there.Length == file.Length && there.XxHash128 == file.XxHash128;
}
