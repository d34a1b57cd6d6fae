using System.IO.Hashing;
using Ricap.Shards;

namespace Ricap.Storage.Publishing;

/// <summary>
/// Uploads files of a folder, as many parts at once as the options say. A file is hashed as it is read, and no object is made of one that
/// is not what the manifest says.
/// </summary>
public sealed class Uploader(IObjectStore store, string folder, TransferOptions options, TransferCount count) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Transfers);

    /// <summary>Uploads files.</summary>
    /// <exception cref="RicapException">A file is not what the manifest says, or the store does not take it.</exception>
    public Task RunAsync(IReadOnlyList<ManifestFile> files, CancellationToken cancellation) => options.EachAsync(files, UploadAsync, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task UploadAsync(ManifestFile file, CancellationToken cancellation)
    {
        string path = Path.Join(folder, file.Path);
        await using FileStream stream = Open(path, file);
        int partBytes = options.PartBytesOf(file.Length);
        if (file.Length > partBytes)
        {
            await InPartsAsync(file, path, stream, partBytes, cancellation).ConfigureAwait(false);
            return;
        }

        await _slots.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            byte[] bytes = new byte[file.Length];
            await ReadAsync(stream, path, bytes, cancellation).ConfigureAwait(false);
            Require(Hash128.Of(bytes) == file.XxHash128, path);
            await store.PutAsync(file.Path, bytes, file.XxHash128, cancellation).ConfigureAwait(false);
            count.Add(bytes.Length);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task InPartsAsync(ManifestFile file, string path, FileStream stream, int partBytes, CancellationToken cancellation)
    {
        PartUpload upload = await store.BeginAsync(file.Path, file.XxHash128, cancellation).ConfigureAwait(false);
        var parts = new List<Task<string>>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var hash = new XxHash128();
            for (long at = 0; at < file.Length; at += partBytes)
            {
                await _slots.WaitAsync(stop.Token).ConfigureAwait(false);
                if (parts.Find(part => part.IsFaulted) is { } failed)
                {
                    _slots.Release();
                    await failed.ConfigureAwait(false);
                }

                parts.Add(PartAsync(
                    upload, parts.Count + 1, stream, path, (int)Math.Min(partBytes, file.Length - at), hash, stop.Token, out Task read));
                await read.ConfigureAwait(false);
            }

            Require(Hash128.Of(hash) == file.XxHash128, path);
            await store.CompleteAsync(upload, await Task.WhenAll(parts).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await GiveUpAsync(upload, parts).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What has been uploaded would lie there for ever, and cost. A store that cannot even do that is told of by what failed first.</summary>
    private async Task GiveUpAsync(PartUpload upload, List<Task<string>> parts)
    {
        await ((Task)Task.WhenAll(parts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await store.AbortAsync(upload, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RicapException)
        {
            // The next publish finds it in the list of uploads and gives it up.
        }
    }

    private Task<string> PartAsync(
        PartUpload upload, int number, FileStream stream, string path, int length, XxHash128 hash, CancellationToken cancellation, out Task read)
    {
        byte[] bytes = new byte[length];
        Task reading = read = ReadAndHashAsync();
        return SendAsync();

        async Task ReadAndHashAsync()
        {
            await ReadAsync(stream, path, bytes, cancellation).ConfigureAwait(false);
            hash.Append(bytes);
        }

        async Task<string> SendAsync()
        {
            try
            {
                await reading.ConfigureAwait(false);
                string tag = await store.PutPartAsync(upload, number, bytes, cancellation).ConfigureAwait(false);
                count.Add(length);
                return tag;
            }
            finally
            {
                _slots.Release();
            }
        }
    }

    private static FileStream Open(string path, ManifestFile file)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            if (stream.Length != file.Length)
            {
                stream.Dispose();
                Require(false, path);
            }

            return stream;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.MissingFile, path, "is missing; render the data set again"), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static async Task ReadAsync(FileStream stream, string path, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            await stream.ReadExactlyAsync(bytes, cancellation).ConfigureAwait(false);
        }
        catch (EndOfStreamException)
        {
            Require(false, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static void Require(bool holds, string path)
    {
        if (!holds)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.DamagedFile, path, "is not what the manifest says, so it was not uploaded; render the data set again"));
        }
    }

    private static RicapException Unreadable(string path, Exception cause) =>
        new(Problem.Error(ProblemCodes.Unreadable, path, cause.Message), cause);
}
