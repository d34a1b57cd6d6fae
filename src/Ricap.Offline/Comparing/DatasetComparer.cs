using Ricap.Shards;

namespace Ricap.Comparing;

/// <summary>
/// Compares two data sets from the top down and no further than hashes ask for: manifests, then the records of the base,
/// then the samples of shards that differ. Equal data sets cost the reading of two manifests.
/// </summary>
/// <remarks>It believes the manifests; whether the files are what they say is for <c>ricap verify</c>.</remarks>
internal static class DatasetComparer
{
    /// <summary>Compares two data sets.</summary>
    /// <param name="folderA">The folder of the one, the full path.</param>
    /// <param name="folderB">The folder of the other.</param>
    /// <param name="keep">How many changed samples to tell of one by one.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <exception cref="RicapException">One of them is missing or damaged.</exception>
    public static DatasetDiff Compare(string folderA, string folderB, int keep, CancellationToken cancellationToken = default)
    {
        (DatasetManifest a, DatasetManifest b) = (Read(folderA), Read(folderB));
        return new DatasetDiff(
            Side(folderA, a),
            Side(folderB, b),
            ManifestDiff.Options(a, b),
            ManifestDiff.Classes(a, b),
            SourceDiff.Between(folderA, a, folderB, b),
            ManifestDiff.Epochs(a, b),
            ManifestDiff.Shards(a, b),
            SampleDiff.Between((folderA, a), (folderB, b), keep, cancellationToken));
    }

    private static DatasetManifest Read(string folder) => ManifestReader.Read(Path.Join(folder, DatasetManifest.FileName));

    private static DiffSide Side(string folder, DatasetManifest manifest) =>
        new(manifest.Name, folder, manifest.Samples, manifest.Epochs.Count, manifest.Classes);
}
