using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Ricap.Shards;

namespace Ricap.Storage.Tests.Faults;

/// <summary>
/// An object store in memory. It ends the process's work, as a kill would, when so many operations are done, and can do what real stores
/// do at their worst: break off midway, be full, keep other bytes than it was given.
/// </summary>
internal sealed class MemoryStore : IObjectStore
{
    private readonly ConcurrentDictionary<string, (byte[] Bytes, Hash128? Hash)> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Id, int Number), byte[]> _parts = [];
    private readonly ConcurrentDictionary<string, PartUpload> _uploads = new(StringComparer.Ordinal);
    private int _operations;
    private int _id;

    public StoreAddress Address { get; } = StoreAddress.Parse("s3://memory/set");

    /// <summary>The operation that is not done any more, and none after it; from 0.</summary>
    public int KillAt { get; set; } = int.MaxValue;

    /// <summary>Operations so far.</summary>
    public int Operations => _operations;

    /// <summary>How many bytes a read gives before it breaks off, the first time for each object; 0 for all.</summary>
    public int BreakAfter { get; set; }

    /// <summary>How many bytes all objects may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    public IReadOnlyDictionary<string, (byte[] Bytes, Hash128? Hash)> Objects => _objects;

    public int Uploads => _uploads.Count;

    /// <summary>Called with each operation before it is done.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>What was asked, in order: a verb and a path.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    private readonly ConcurrentDictionary<string, bool> _broken = new(StringComparer.Ordinal);

    /// <summary>Starts counting anew, with the objects as they are: another process.</summary>
    public void Restart(int killAt = int.MaxValue)
    {
        (_operations, KillAt) = (0, killAt);
        Log.Clear();
    }

    /// <summary>Puts other bytes into an object behind everybody's back.</summary>
    public void Tamper(string path, Func<byte[], byte[]> change) => _objects[path] = (change(_objects[path].Bytes), _objects[path].Hash);

    /// <summary>Takes an object away behind everybody's back.</summary>
    public void Lose(string path) => _objects.TryRemove(path, out _);

    /// <summary>Puts an object there that is not ours.</summary>
    public void Strange(string path, byte[] bytes, Hash128? hash = null) => _objects[path] = (bytes, hash);

    public async IAsyncEnumerable<StoredObject> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Do("list", "", cancellation);
        foreach ((string path, (byte[] bytes, _)) in _objects)
        {
            yield return new StoredObject(path, bytes.Length, null);
        }
    }

    public async Task<StoredObject?> HeadAsync(string path, CancellationToken cancellation)
    {
        await Do("head", path, cancellation);
        return _objects.TryGetValue(path, out (byte[] Bytes, Hash128? Hash) found) ? new StoredObject(path, found.Bytes.Length, found.Hash) : null;
    }

    public async Task<Stream?> ReadAsync(string path, long offset, CancellationToken cancellation)
    {
        await Do($"read@{offset}", path, cancellation);
        if (!_objects.TryGetValue(path, out (byte[] Bytes, Hash128? Hash) found))
        {
            return null;
        }

        var rest = new MemoryStream(found.Bytes[(int)offset..]);
        return BreakAfter > 0 && found.Bytes.Length - offset > BreakAfter && _broken.TryAdd(path, true)
            ? new GuardedStream(new BreakingStream(rest, BreakAfter), e => StoreErrors.Unreachable(Address.Of(path), e))
            : rest;
    }

    public async Task PutAsync(string path, ReadOnlyMemory<byte> bytes, Hash128 xxh128, CancellationToken cancellation)
    {
        await Do("put", path, cancellation);
        Store(path, bytes.ToArray(), xxh128);
    }

    public async Task<PartUpload> BeginAsync(string path, Hash128 xxh128, CancellationToken cancellation)
    {
        await Do("begin", path, cancellation);
        var upload = new PartUpload(path, xxh128, $"upload-{Interlocked.Increment(ref _id)}");
        _uploads[upload.Id] = upload;
        return upload;
    }

    public async Task<string> PutPartAsync(PartUpload upload, int number, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await Do($"part{number}", upload.Path, cancellation);
        Assert.True(_uploads.ContainsKey(upload.Id), "a part of an upload that has ended");
        _parts[(upload.Id, number)] = bytes.ToArray();
        return $"{upload.Id}#{number}";
    }

    public async Task CompleteAsync(PartUpload upload, IReadOnlyList<string> parts, CancellationToken cancellation)
    {
        await Do("complete", upload.Path, cancellation);
        byte[] bytes = [.. parts.SelectMany((tag, i) =>
        {
            Assert.Equal($"{upload.Id}#{i + 1}", tag);
            return _parts[(upload.Id, i + 1)];
        })];
        Store(upload.Path, bytes, upload.XxHash128);
        Assert.True(_uploads.TryRemove(upload.Id, out _));
    }

    public async Task AbortAsync(PartUpload upload, CancellationToken cancellation)
    {
        await Do("abort", upload.Path, cancellation);
        _uploads.TryRemove(upload.Id, out _);
    }

    public async IAsyncEnumerable<PartUpload> ListUploadsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Do("uploads", "", cancellation);
        foreach (PartUpload upload in _uploads.Values)
        {
            yield return upload;
        }
    }

    public async Task DeleteAsync(string path, CancellationToken cancellation)
    {
        await Do("delete", path, cancellation);
        _objects.TryRemove(path, out _);
    }

    public void Dispose()
    {
    }

    /// <summary>What of a data set is there: its manifest, true to the last byte, or null. A manifest that is not true fails the test.</summary>
    public DatasetManifest? Published()
    {
        if (!_objects.TryGetValue(DatasetManifest.FileName, out (byte[] Bytes, Hash128? Hash) found))
        {
            return null;
        }

        var manifest = DatasetManifest.Parse(found.Bytes, "memory");
        Assert.All(manifest.Files(), file =>
        {
            Assert.True(_objects.TryGetValue(file.Path, out (byte[] Bytes, Hash128? Hash) there), $"{file.Path} is named and not there");
            Assert.Equal(file.XxHash128, Hash128.Of(there.Bytes));
        });
        return manifest;
    }

    private async Task Do(string verb, string path, CancellationToken cancellation)
    {
        await Task.Yield();
        Before?.Invoke($"{verb} {path}");
        cancellation.ThrowIfCancellationRequested();
        if (Interlocked.Increment(ref _operations) > KillAt)
        {
            throw new KilledException();
        }

        Log.Enqueue($"{verb} {path}");
    }

    private void Store(string path, byte[] bytes, Hash128 hash)
    {
        if (_objects.Values.Sum(found => found.Bytes.Length) + bytes.Length > Capacity)
        {
            throw StoreErrors.Full(Address.Of(path), "QuotaExceeded", new IOException("quota"));
        }

        _objects[path] = (bytes, hash);
    }

    /// <summary>Ends in an error where more should come.</summary>
    private sealed class BreakingStream(MemoryStream inner, int after) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.Position >= after
                ? throw new HttpIOException(HttpRequestError.ResponseEnded)
                : await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, after - inner.Position)], cancellationToken);
    }
}

/// <summary>The process was killed: nothing of ours runs any more.</summary>
internal sealed class KilledException : Exception;
