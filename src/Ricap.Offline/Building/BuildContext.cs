using System.Runtime.ExceptionServices;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Building;

/// <summary>What every part of one build shares.</summary>
internal sealed record BuildContext(
    DatasetOptions Options, OutputFolder Folder, BuildState State, IBuildObserver Observer, CancellationToken Cancellation)
{
    /// <summary>How many threads work.</summary>
    public int Threads => Workers.Count(Options.Threads);

    private ParallelOptions Parallel => new() { MaxDegreeOfParallelism = Threads, CancellationToken = Cancellation };

    /// <summary>Runs a body for 0..count − 1 on <see cref="Threads"/>; what a body throws comes out as it was thrown.</summary>
    public void For(int count, Action<int> body)
    {
        try
        {
            System.Threading.Tasks.Parallel.For(0, count, Parallel, body);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    /// <summary>The journal of this build.</summary>
    public BuildJournal Journal { get; } = new(Folder.Journal);

    /// <summary>Where what is read and made is remembered; null where it need not be.</summary>
    public FileHashes? Hashes { get; init; }

    /// <summary>Whether only a part is made.</summary>
    public bool IsPart { get; init; }

    /// <summary>Whether nothing may be made, only found.</summary>
    public bool MakesNothing { get; init; }

    /// <summary>Notes a complete shard and moves its files into place; remembers them.</summary>
    public void Place(ManifestShard shard, params ReadOnlySpan<StagedFile> files)
    {
        if (Hashes is null)
        {
            Folder.Place(shard, Journal, files);
            return;
        }

        FileFacts?[] staged = [.. files.ToArray().Select(file => FileFacts.Of(file.Temporary))];
        Folder.Place(shard, Journal, files);
        for (int i = 0; i < files.Length; i++)
        {
            Hashes.RememberMade(Folder.Of(files[i].File.Path), staged[i], files[i].File.XxHash128);
        }
    }

    /// <summary>The shard of a key at a place if it need not be made.</summary>
    public ManifestShard? Find(Hash128 key, string path) => Options.Force ? null : State.Find(key, path);
}
