namespace Ricap.Storage;

/// <summary>An object as a store tells of it.</summary>
/// <param name="Path">Its path below the address.</param>
/// <param name="Length">Bytes.</param>
/// <param name="XxHash128">The XXH128 that was stored with it; null if none was, or a listing does not say.</param>
public sealed record StoredObject(string Path, long Length, Hash128? XxHash128);

/// <summary>An upload in parts that has begun.</summary>
/// <param name="Path">The object's path below the address.</param>
/// <param name="XxHash128">What is to be stored with it.</param>
/// <param name="Id">What the store calls the upload.</param>
public sealed record PartUpload(string Path, Hash128 XxHash128, string Id);

/// <summary>
/// The objects below one address: all that we ask of a store. Each operation is a whole one or none, tried again by itself where that
/// can help, and throws a <see cref="RicapException"/> with a code of an object store. Nothing rests on conditional writes, which some
/// servers ignore.
/// </summary>
public interface IObjectStore : IDisposable
{
    /// <summary>Whose objects these are.</summary>
    StoreAddress Address { get; }

    /// <summary>All objects below the address, in any order.</summary>
    IAsyncEnumerable<StoredObject> ListAsync(CancellationToken cancellation);

    /// <summary>What an object is, its hash included; null if there is none.</summary>
    Task<StoredObject?> HeadAsync(string path, CancellationToken cancellation);

    /// <summary>Opens an object to be read from a place on; null if there is none. Reads may break off with <see cref="ProblemCodes.StoreUnreachable"/>.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="offset">The first byte; below its length, or 0.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<Stream?> ReadAsync(string path, long offset, CancellationToken cancellation);

    /// <summary>Writes an object, over what is there.</summary>
    Task PutAsync(string path, ReadOnlyMemory<byte> bytes, Hash128 xxh128, CancellationToken cancellation);

    /// <summary>Begins an object that comes in parts: until it is completed, what is there stays.</summary>
    Task<PartUpload> BeginAsync(string path, Hash128 xxh128, CancellationToken cancellation);

    /// <summary>Uploads a part; gives what completing it asks for.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="number">The part's place, from 1.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<string> PutPartAsync(PartUpload upload, int number, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Makes the object of its parts.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="parts">What each part gave, in order.</param>
    /// <param name="cancellation">Ends it.</param>
    Task CompleteAsync(PartUpload upload, IReadOnlyList<string> parts, CancellationToken cancellation);

    /// <summary>Gives up an upload; one that is gone does no harm.</summary>
    Task AbortAsync(PartUpload upload, CancellationToken cancellation);

    /// <summary>The uploads that have begun and not ended, of whichever process; none where a store clears them away by itself.</summary>
    IAsyncEnumerable<PartUpload> ListUploadsAsync(CancellationToken cancellation);

    /// <summary>Deletes an object; one that is gone does no harm.</summary>
    Task DeleteAsync(string path, CancellationToken cancellation);
}
