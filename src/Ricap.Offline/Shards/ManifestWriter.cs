using System.Text.Json;

namespace Ricap.Shards;

/// <summary>
/// Writes <c>ricap.json</c>: indented by two, LF, one option, class and shard a line, so that a diff shows which
/// shards changed. The order is the manifest's own.
/// </summary>
internal static class ManifestWriter
{
    /// <summary>The whole file.</summary>
    /// <exception cref="ArgumentException">
    /// A path leads or may lead out of the data set's folder, a β is not finite, or a text is not valid Unicode.
    /// </exception>
    public static byte[] Write(DatasetManifest manifest)
    {
        return [.. JsonSerializer.SerializeToUtf8Bytes(ManifestJson.Of(manifest), DatasetJson.File.ManifestJson), .. "\n"u8];
    }
}
