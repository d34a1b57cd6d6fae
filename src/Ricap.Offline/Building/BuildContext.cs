using Ricap.Options;

namespace Ricap.Building;

/// <summary>What every part of one build shares.</summary>
internal sealed record BuildContext(
    DatasetOptions Options, OutputFolder Folder, BuildState State, IBuildObserver Observer, CancellationToken Cancellation)
{
    /// <summary>How many threads work.</summary>
    public int Threads => Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount;

    /// <summary>The same for <see cref="System.Threading.Tasks.Parallel"/>.</summary>
    public ParallelOptions Parallel => new() { MaxDegreeOfParallelism = Threads, CancellationToken = Cancellation };

    /// <summary>The journal of this build.</summary>
    public BuildJournal Journal { get; } = new(Folder.Journal);

    /// <summary>The shard of a key at a place if it need not be made.</summary>
    public Ricap.Shards.ManifestShard? Find(UInt128 key, string path) => Options.Force ? null : State.Find(key, path);
}
