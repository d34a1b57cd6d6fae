using Ricap.Storage.Blobs;
using Ricap.Storage.S3;

namespace Ricap.Storage;

/// <summary>Opens stores. What a cloud's SDK takes to load is paid by those who name a store of that cloud.</summary>
public static class ObjectStores
{
    /// <summary>The store at an address; nothing is asked of it yet.</summary>
    /// <exception cref="RicapException">The environment's settings for it cannot be.</exception>
    public static IObjectStore Open(StoreAddress address) =>
        address.Kind == StoreKind.S3 ? S3Store.Open(address) : BlobStore.Open(address);
}
