using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Ricap.Shards.Text;

namespace Ricap.Storage.S3;

/// <summary>The objects below an address in S3, or in a server that speaks its protocol.</summary>
internal sealed class S3Store : IObjectStore
{
    private const string HashName = "x-amz-meta-xxh128";
    private const string ContentType = "application/octet-stream";

    private readonly AmazonS3Client _client;

    private S3Store(StoreAddress address, AmazonS3Client client)
    {
        Address = address;
        _client = client;
    }

    /// <inheritdoc/>
    public StoreAddress Address { get; }

    private string Bucket => Address.Bucket;

    /// <summary>The store at an address.</summary>
    public static S3Store Open(StoreAddress address)
    {
        try
        {
            return new S3Store(address, S3Clients.Create());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw S3Errors.Explain(address.ToString(), address.Bucket, e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        string prefix = Address.KeyOf("");
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix, ContinuationToken = next };
            ListObjectsV2Response page = await Ask("", () => _client.ListObjectsV2Async(request, cancellation), cancellation).ConfigureAwait(false);
            foreach (S3Object item in page.S3Objects ?? [])
            {
                if (Address.PathOf(item.Key) is { } path)
                {
                    yield return new StoredObject(path, item.Size ?? 0, null);
                }
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    /// <inheritdoc/>
    public Task<StoredObject?> HeadAsync(string path, CancellationToken cancellation) => Ask(
        path,
        async () =>
        {
            try
            {
                var request = new GetObjectMetadataRequest { BucketName = Bucket, Key = Address.KeyOf(path) };
                GetObjectMetadataResponse head = await _client.GetObjectMetadataAsync(request, cancellation).ConfigureAwait(false);
                return new StoredObject(path, head.ContentLength, HashText.TryParse(head.Metadata[HashName], out Hash128 hash) ? hash : null);
            }
            catch (AmazonS3Exception e) when (S3Errors.IsNoObject(e))
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
                var request = new GetObjectRequest
                {
                    BucketName = Bucket,
                    Key = Address.KeyOf(path),
                    ByteRange = offset > 0 ? new ByteRange($"bytes={offset}-") : null,
                };
                GetObjectResponse got = await _client.GetObjectAsync(request, cancellation).ConfigureAwait(false);
                return new GuardedStream(got.ResponseStream, e => S3Errors.Explain(Address.Of(path), Bucket, e));
            }
            catch (AmazonS3Exception e) when (S3Errors.IsNoObject(e))
            {
                return null;
            }
        },
        cancellation);

    /// <inheritdoc/>
    public Task PutAsync(string path, ReadOnlyMemory<byte> bytes, Hash128 xxh128, CancellationToken cancellation) => Ask(
        path,
        () =>
        {
            var request = new PutObjectRequest
            {
                BucketName = Bucket,
                Key = Address.KeyOf(path),
                InputStream = StreamOf(bytes),
                MD5Digest = Md5(bytes),
                ContentType = ContentType,
            };
            request.Metadata[HashName] = HashText.Of(xxh128);
            return _client.PutObjectAsync(request, cancellation);
        },
        cancellation);

    /// <inheritdoc/>
    public Task<PartUpload> BeginAsync(string path, Hash128 xxh128, CancellationToken cancellation) => Ask(
        path,
        async () =>
        {
            var request = new InitiateMultipartUploadRequest { BucketName = Bucket, Key = Address.KeyOf(path), ContentType = ContentType };
            request.Metadata[HashName] = HashText.Of(xxh128);
            InitiateMultipartUploadResponse begun = await _client.InitiateMultipartUploadAsync(request, cancellation).ConfigureAwait(false);
            return new PartUpload(path, xxh128, begun.UploadId);
        },
        cancellation);

    /// <inheritdoc/>
    public Task<string> PutPartAsync(PartUpload upload, int number, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => Ask(
        upload.Path,
        async () =>
        {
            var request = new UploadPartRequest
            {
                BucketName = Bucket,
                Key = Address.KeyOf(upload.Path),
                UploadId = upload.Id,
                PartNumber = number,
                PartSize = bytes.Length,
                InputStream = StreamOf(bytes),
                MD5Digest = Md5(bytes),
            };
            return (await _client.UploadPartAsync(request, cancellation).ConfigureAwait(false)).ETag;
        },
        cancellation);

    /// <inheritdoc/>
    public Task CompleteAsync(PartUpload upload, IReadOnlyList<string> parts, CancellationToken cancellation) => Ask(
        upload.Path,
        () => _client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest
            {
                BucketName = Bucket,
                Key = Address.KeyOf(upload.Path),
                UploadId = upload.Id,
                PartETags = [.. parts.Select((tag, i) => new PartETag(i + 1, tag))],
            },
            cancellation),
        cancellation);

    /// <inheritdoc/>
    public Task AbortAsync(PartUpload upload, CancellationToken cancellation) => Ask(
        upload.Path,
        async () =>
        {
            try
            {
                await _client.AbortMultipartUploadAsync(Bucket, Address.KeyOf(upload.Path), upload.Id, cancellation).ConfigureAwait(false);
            }
            catch (AmazonS3Exception e) when (S3Errors.IsNoObject(e))
            {
                // Ended or given up already.
            }

            return true;
        },
        cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<PartUpload> ListUploadsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        string prefix = Address.KeyOf("");
        string? key = null;
        string? id = null;
        bool more;
        do
        {
            var request = new ListMultipartUploadsRequest { BucketName = Bucket, Prefix = prefix, KeyMarker = key, UploadIdMarker = id };
            ListMultipartUploadsResponse page =
                await Ask("", () => _client.ListMultipartUploadsAsync(request, cancellation), cancellation).ConfigureAwait(false);
            foreach (MultipartUpload upload in page.MultipartUploads ?? [])
            {
                if (Address.PathOf(upload.Key) is { } path)
                {
                    yield return new PartUpload(path, default, upload.UploadId);
                }
            }

            (key, id) = (page.NextKeyMarker, page.NextUploadIdMarker);
            more = page.IsTruncated == true;
        }
        while (more);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellation) =>
        Ask(path, () => _client.DeleteObjectAsync(Bucket, Address.KeyOf(path), cancellation), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<T> Ask<T>(string path, Func<Task<T>> request, CancellationToken cancellation)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RicapException)
        {
            cancellation.ThrowIfCancellationRequested(); // what ends a request may be named anything
            throw S3Errors.Explain(path.Length == 0 ? Address.ToString() : Address.Of(path), Bucket, e);
        }
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

#pragma warning disable CA5351 // Not for secrecy: it is the checksum that each server of this protocol holds a body to.
    private static string Md5(ReadOnlyMemory<byte> bytes) => Convert.ToBase64String(MD5.HashData(bytes.Span));
#pragma warning restore CA5351
}
