using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Ricap.Shards.Text;

namespace Ricap.Storage.Blobs;

/// <summary>The objects below an address in Azure's blobs. Parts are blocks, which the service forgets by itself if nothing is made of them.</summary>
internal sealed class BlobStore : IObjectStore
{
    private const string HashName = "xxh128";

    /// <summary>What the service holds each body to.</summary>
    private static readonly UploadTransferValidationOptions Checksum = new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };

    private readonly BlobContainerClient _container;

    private BlobStore(StoreAddress address, BlobContainerClient container)
    {
        Address = address;
        _container = container;
    }

    /// <inheritdoc/>
    public StoreAddress Address { get; }

    /// <summary>The store at an address.</summary>
    public static BlobStore Open(StoreAddress address)
    {
        try
        {
            return new BlobStore(address, BlobClients.Create(address));
        }
        catch (Exception e) when (e is not (RicapException or OutOfMemoryException))
        {
            throw BlobErrors.Explain(address.ToString(), address.Bucket, e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        AsyncPageable<BlobItem> items = _container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, Address.KeyOf(""), cancellation);
        await using IAsyncEnumerator<BlobItem> each = items.GetAsyncEnumerator(cancellation);
        while (await Ask("", async () => await each.MoveNextAsync().ConfigureAwait(false), cancellation).ConfigureAwait(false))
        {
            if (Address.PathOf(each.Current.Name) is { } path)
            {
                yield return new StoredObject(path, each.Current.Properties.ContentLength ?? 0, HashOf(each.Current.Metadata));
            }
        }
    }

    /// <inheritdoc/>
    public Task<StoredObject?> HeadAsync(string path, CancellationToken cancellation) => Ask(
        path,
        async () =>
        {
            try
            {
                BlobProperties head = await Blob(path).GetPropertiesAsync(cancellationToken: cancellation).ConfigureAwait(false);
                return new StoredObject(path, head.ContentLength, HashOf(head.Metadata));
            }
            catch (RequestFailedException e) when (BlobErrors.IsNoObject(e))
            {
                return null;
            }
        },
        cancellation);

    /// <inheritdoc/>
    public Task<Stream?> ReadAsync(string path, long offset, CancellationToken cancellation) => Ask<Stream?>(
        path,
        async () =>
        {
            try
            {
                var options = new BlobDownloadOptions { Range = offset > 0 ? new HttpRange(offset) : default };
                BlobDownloadStreamingResult got = await Blob(path).DownloadStreamingAsync(options, cancellation).ConfigureAwait(false);
                return new GuardedStream(got.Content, e => BlobErrors.Explain(Address.Of(path), Address.Bucket, e));
            }
            catch (RequestFailedException e) when (BlobErrors.IsNoObject(e))
            {
                return null;
            }
        },
        cancellation);

    /// <inheritdoc/>
    public Task PutAsync(string path, ReadOnlyMemory<byte> bytes, Hash128 xxh128, CancellationToken cancellation) => Ask(
        path,
        () => Blob(path).UploadAsync(
            StreamOf(bytes),
            new BlobUploadOptions { Metadata = MetadataOf(xxh128), TransferValidation = Checksum },
            cancellation),
        cancellation);

    /// <inheritdoc/>
    public Task<PartUpload> BeginAsync(string path, Hash128 xxh128, CancellationToken cancellation) =>
        Task.FromResult(new PartUpload(path, xxh128, Guid.NewGuid().ToString("N")));

    /// <inheritdoc/>
    public Task<string> PutPartAsync(PartUpload upload, int number, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => Ask(
        upload.Path,
        async () =>
        {
            // All block ids of a blob must be of one length.
            string id = Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{upload.Id}{number:D6}")));
            await Blob(upload.Path).StageBlockAsync(id, StreamOf(bytes), new BlockBlobStageBlockOptions { TransferValidation = Checksum }, cancellation).ConfigureAwait(false);
            return id;
        },
        cancellation);

    /// <inheritdoc/>
    public Task CompleteAsync(PartUpload upload, IReadOnlyList<string> parts, CancellationToken cancellation) => Ask(
        upload.Path,
        () => Blob(upload.Path).CommitBlockListAsync(parts, new CommitBlockListOptions { Metadata = MetadataOf(upload.XxHash128) }, cancellation),
        cancellation);

    /// <inheritdoc/>
    public Task AbortAsync(PartUpload upload, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public async IAsyncEnumerable<PartUpload> ListUploadsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellation) =>
        Ask(path, () => Blob(path).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation), cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The client shares the process's connections and owns nothing.
    }

    private BlockBlobClient Blob(string path) => _container.GetBlockBlobClient(Address.KeyOf(path));

    private async Task<T> Ask<T>(string path, Func<Task<T>> request, CancellationToken cancellation)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RicapException)
        {
            cancellation.ThrowIfCancellationRequested(); // what ends a request may be named anything
            throw BlobErrors.Explain(path.Length == 0 ? Address.ToString() : Address.Of(path), Address.Bucket, e);
        }
    }

    private static Hash128? HashOf(IDictionary<string, string>? metadata) =>
        metadata is not null && metadata.TryGetValue(HashName, out string? text) && HashText.TryParse(text, out Hash128 hash) ? hash : null;

    private static Dictionary<string, string> MetadataOf(Hash128 hash) => new() { [HashName] = HashText.Of(hash) };

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
}
