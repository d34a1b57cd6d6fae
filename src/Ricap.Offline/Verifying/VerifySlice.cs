using Ricap.Building;
using Ricap.Shards;

namespace Ricap.Verifying;

/// <summary>
/// The shards that one part of a verification checks. An epoch's index goes with its first shard; the records of all base shards
/// are read by every part, since samples are rendered from them.
/// </summary>
internal sealed class VerifySlice
{
    private readonly DatasetManifest _manifest;
    private readonly HashSet<ManifestShard> _shards = new(ReferenceEqualityComparer.Instance);
    private readonly bool _isWhole;

    /// <summary>Divides a data set.</summary>
    public VerifySlice(DatasetManifest manifest, PartNumber part)
    {
        _manifest = manifest;
        _isWhole = part.Count == 1;
        Take(manifest.Base);
        Take([.. manifest.Epochs.SelectMany(epoch => epoch.Shards)]);

        void Take(IReadOnlyList<ManifestShard> shards)
        {
            (long first, long end) = part.Slice(shards.Count);
            _shards.UnionWith(shards.Skip((int)first).Take((int)(end - first)));
        }
    }

    /// <summary>Whether a shard is in the part.</summary>
    public bool Has(ManifestShard shard) => _shards.Contains(shard);

    /// <summary>Whether what an epoch has besides its shards is in the part.</summary>
    public bool Has(ManifestEpoch epoch) => _isWhole || (epoch.Shards is [var first, ..] && Has(first));

    /// <summary>The files to hash, in the order of the manifest.</summary>
    public IEnumerable<ManifestFile> Files() =>
        _manifest.Base.SelectMany(shard => Has(shard) ? shard.Files() : shard.Companions)
            .Concat(_manifest.Epochs.SelectMany(Files));

    private IEnumerable<ManifestFile> Files(ManifestEpoch epoch)
    {
        IEnumerable<ManifestFile> files = epoch.Shards.Where(Has).SelectMany(shard => shard.Files());
        return Has(epoch) && epoch.Index is { } index ? files.Append(index) : files;
    }
}
