using Ricap.Shards;

namespace Ricap.Tests.Comparing;

/// <summary>Changes data sets as another version of the tool might have made them.</summary>
internal static class Tampering
{
    /// <summary>Has the manifest agree with what is now in the file of an epoch's shard.</summary>
    public static void Rehash(string folder, string shardPath)
    {
        string path = Path.Join(folder, DatasetManifest.FileName);
        DatasetManifest manifest = ManifestReader.Read(path);
        byte[] bytes = File.ReadAllBytes(Path.Join(folder, shardPath));
        File.WriteAllBytes(path, ManifestWriter.Write(manifest with
        {
            Epochs = [.. manifest.Epochs.Select(epoch => epoch with { Shards = [.. epoch.Shards.Select(Changed)] })],
        }));

        ManifestShard Changed(ManifestShard shard) => shard.File.Path != shardPath ? shard : shard with
        {
            File = shard.File with { XxHash128 = Hash128.Of(bytes) },
            Pixels = Hash128.Of(bytes.AsSpan(NpyFile.HeaderLength)),
        };
    }
}
