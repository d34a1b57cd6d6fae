using Ricap.Shards;

namespace Ricap.Storage;

/// <summary>Small objects, read whole.</summary>
public static class StoreReading
{
    /// <summary>An object's bytes; null if there is none.</summary>
    public static async Task<byte[]?> BytesAsync(this IObjectStore store, string path, CancellationToken cancellation)
    {
        await using Stream? stream = await store.ReadAsync(path, 0, cancellation).ConfigureAwait(false);
        if (stream is null)
        {
            return null;
        }

        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, cancellation).ConfigureAwait(false);
        return memory.ToArray();
    }

    /// <summary>The manifest's bytes and what they say.</summary>
    /// <exception cref="RicapException">There is none, or none that this build reads.</exception>
    public static async Task<(byte[] Bytes, DatasetManifest Manifest)> ManifestAsync(this IObjectStore store, CancellationToken cancellation)
    {
        byte[] bytes = await store.BytesAsync(DatasetManifest.FileName, cancellation).ConfigureAwait(false)
            ?? throw new RicapException(Problem.Error(
                ProblemCodes.NotPublished,
                store.Address.ToString(),
                $"no {DatasetManifest.FileName} is here: nothing was published, or a publish has not ended; run 'ricap publish' again"));
        return (bytes, DatasetManifest.Parse(bytes, store.Address.Of(DatasetManifest.FileName)));
    }
}
