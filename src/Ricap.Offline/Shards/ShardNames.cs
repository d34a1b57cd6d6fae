namespace Ricap.Shards;

/// <summary>The extensions of the members of a WebDataset shard.</summary>
internal static class ShardNames
{
    /// <summary>What records are called.</summary>
    public static ReadOnlySpan<byte> RecordExtension => "json"u8;

    /// <summary>Whether images can be called so.</summary>
    public static bool IsImageExtension(string extension) => extension is "png" or "webp" or "jpg";

    /// <summary>Refuses an extension images are not called.</summary>
    public static void RequireImageExtension(string extension)
    {
        if (!IsImageExtension(extension))
        {
            throw new ArgumentException($"Images are called png, webp or jpg, not '{extension}'.", nameof(extension));
        }
    }
}
