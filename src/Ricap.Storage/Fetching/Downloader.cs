using System.IO.Hashing;
using Ricap.Shards;

namespace Ricap.Storage.Fetching;

/// <summary>Brings files out of a store, each to its place when all of it is there and hashes to what the manifest says.</summary>
public sealed class Downloader(IObjectStore store, LocalFiles local, TransferCount count)
{
    /// <summary>Brings a file; gives what is wrong with the object, of which nothing is kept then, or null.</summary>
    /// <exception cref="RicapException">The store does not answer, or the folder cannot be written; what came is kept.</exception>
    public async Task<Problem?> RunAsync(ManifestFile file, CancellationToken cancellation)
    {
        bool begun = File.Exists(local.PartOf(file));
        Problem? problem = await TryAsync(file, cancellation).ConfigureAwait(false);
        if (problem?.Code == ProblemCodes.DamagedObject && begun)
        {
            problem = await TryAsync(file, cancellation).ConfigureAwait(false); // what was there from before may have been at fault
        }

        return problem;
    }

    private async Task<Problem?> TryAsync(ManifestFile file, CancellationToken cancellation)
    {
        var hash = new XxHash128();
        long counted = 0;
        long? length;
        await using (FileStream part = local.OpenPart(file))
        {
            long offset = await ResumeAsync(part, file, hash, cancellation).ConfigureAwait(false);
            Count(offset);
            length = offset == file.Length && offset > 0
                ? offset
                : await ObjectReader.ReadAsync(
                    store, file.Path, offset, file.Length, hash, bytes => WriteAsync(part, bytes, cancellation), Count, cancellation).ConfigureAwait(false);
        }

        if (length == file.Length && Hash128.Of(hash) == file.XxHash128)
        {
            local.Accept(file);
            return null;
        }

        count.Add(-counted);
        LocalFiles.Delete(local.PartOf(file));
        return length is null ? StoreProblems.Missing(store, file) : StoreProblems.Damaged(store, file, length.Value);

        void Count(long bytes)
        {
            counted += bytes;
            count.Add(bytes);
        }
    }

    /// <summary>Hashes what is there from before; gives how much that is.</summary>
    private static async Task<long> ResumeAsync(FileStream part, ManifestFile file, XxHash128 hash, CancellationToken cancellation)
    {
        if (part.Length > file.Length)
        {
            part.SetLength(0);
        }

        await hash.AppendAsync(part, cancellation).ConfigureAwait(false);
        return part.Position;
    }

    private static async ValueTask WriteAsync(FileStream part, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await part.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw RicapException.NotWritten(part.Name, e);
        }
    }
}
