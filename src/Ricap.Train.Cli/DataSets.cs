using System.CommandLine;
using Ricap.Building;
using Ricap.CommandLine;
using Ricap.CommandLine.Progress;
using Ricap.Reading;
using Ricap.Storage;
using Ricap.Storage.Caching;
using Ricap.Train.Training;

namespace Ricap.Train.Cli;

/// <summary>The data sets of a run, each in a folder or at an address of an object store: there a cache is their folder.</summary>
/// <param name="context">The surroundings.</param>
/// <param name="cache">The folder of caches; null for the user's.</param>
internal sealed class DataSets(CommandContext context, string? cache) : IDisposable
{
    private const long Megabyte = 1_000_000;

    private readonly List<CachedDataset> _cached = [];

    /// <summary>The <c>--cache</c> of verbs that read data sets.</summary>
    public static Option<string> CacheOption() => Verb.Value(
        "--cache",
        "DIR",
        $"Where data sets at an address ({StoreAddress.Grammar}) are kept as far as they were read. [default: ricap in the user's folder of caches]");

    /// <summary>The folders of a run's data sets.</summary>
    /// <exception cref="RicapException">There is no data set, or its store is at fault.</exception>
    public TrainOptions Locate(TrainOptions options)
    {
        Action<Shards.ManifestShard>? bring = null;
        string data = FolderOf(options.Data, ref bring);
        Action<Shards.ManifestShard>? none = null; // of a test and a validation the base is read, and no shard
        return options with
        {
            Data = data,
            Test = options.Test is { } test ? FolderOf(test, ref none) : null,
            Validation = options.Validation is { } validation ? FolderOf(validation, ref none) : null,
            Feed = options.Feed with { Bring = bring },
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _cached.ForEach(dataset => dataset.Dispose());

    private string FolderOf(string given, ref Action<Shards.ManifestShard>? bring)
    {
        if (!StoreAddress.IsAddress(given))
        {
            return DatasetFolder.Of(given);
        }

        CachedDataset dataset = Open(StoreAddress.Parse(given));
        _cached.Add(dataset);
        bring = dataset.Bring;
        return dataset.Folder;
    }

    private CachedDataset Open(StoreAddress address)
    {
        string folder = cache is { Length: 0 } ? throw Verb.Invalid("--cache is empty") : Path.GetFullPath(cache ?? UserCache());
        var progress = WorkProgress.Create(context, silent: false, _ => "fetching base, MB");
        return progress.Run(observer => CachedDataset.OpenAsync(
            ObjectStores.Open(address),
            folder,
            new TransferOptions(),
            at => observer.OnProgress(BuildPhase.Base, at.Bytes / Megabyte, (at.Total + Megabyte - 1) / Megabyte),
            context.Cancellation).GetAwaiter().GetResult());
    }

    /// <summary>Where a user's programs keep what they can make anew.</summary>
    private static string UserCache()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string caches = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Path.Join(home, "Library", "Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
            : Path.Join(home, ".cache");
        return Path.Join(caches, "ricap");
    }
}
