using System.Buffers;
using System.IO.Hashing;

namespace Ricap.Storage.Fetching;

/// <summary>Reads an object front to back and hashes it; a connection that breaks off is taken up where it broke.</summary>
internal static class ObjectReader
{
    private const int BufferBytes = 1 << 18;
    private const int Breaks = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads an object from a place on; gives how many bytes it has, or more than <paramref name="most"/>; null if it is gone.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="path">Its path.</param>
    /// <param name="offset">Where to begin: what is before it is in <paramref name="hash"/>.</param>
    /// <param name="most">What it should have; of an object with more, no more than that much and a buffer is read.</param>
    /// <param name="hash">Takes its bytes.</param>
    /// <param name="sink">Takes them as well.</param>
    /// <param name="read">Hears how many bytes came.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RicapException">The store does not answer, or breaks off again and again.</exception>
    public static async Task<long?> ReadAsync(
        IObjectStore store, string path, long offset, long most, XxHash128 hash, Func<ReadOnlyMemory<byte>, ValueTask> sink, Action<long> read, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        long at = offset;
        int breaks = 0;
        try
        {
            while (true)
            {
                await using Stream? stream = await store.ReadAsync(path, at, cancellation).ConfigureAwait(false);
                if (stream is null)
                {
                    return null;
                }

                try
                {
                    int count;
                    while (at <= most && (count = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
                    {
                        at += count;
                        breaks = 0;
                        hash.Append(buffer.AsSpan(0, count));
                        read(count);
                        await sink(buffer.AsMemory(0, count)).ConfigureAwait(false);
                    }

                    return at;
                }
                catch (RicapException e) when (e.Problems[0].Code == ProblemCodes.StoreUnreachable && at < most && ++breaks < Breaks)
                {
                    await Task.Delay(FirstPause * (1 << breaks), cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
