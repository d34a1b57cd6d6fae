using Ricap.Building.Base;
using Ricap.Building.Epochs;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Sources;

namespace Ricap.Building.Parts;

/// <summary>
/// Builds one part of a data set beside others that do the same. They agree without talking, since keys and names follow from
/// options and sources, and each writes files of its own: a journal, hashes, and shards under a name that no other attempt uses, until
/// these are renamed into their place. No part deletes what it did not make, and none writes a manifest: that is the last run's.
/// </summary>
internal static class PartBuilder
{
    /// <summary>Makes some of the base shards.</summary>
    public static BuildResult Base(
        DatasetOptions options, PartNumber part, Func<ManifestFile, bool>? elsewhere, IBuildObserver observer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (options.OnBadImage == BadImagePolicy.Skip && part.Count > 1)
        {
            throw new RicapException(Problem.InvalidOption(
                $"{new OptionName("on-bad-image", "skip")} moves all rows after an image that is left out, so the base is made in one part: {new OptionName("only", "base")} without {new OptionName("part")}"));
        }

        return Run(options, part, $"base-{part.Index}-{part.Count}", isBase: true, elsewhere, observer, (context, hashes, set) =>
        {
            BaseResult made = BaseBuilder.BuildPart(context, set, RangeOf(options, part, set), hashes);
            foreach (ManifestSkip skip in made.Skipped)
            {
                context.Journal.Add(skip);
            }

            return new PartResult(made.Shards, made.Made, made.Decoded, 0);
        }, cancellation);
    }

    /// <summary>Makes some of the epochs' shards.</summary>
    public static BuildResult Epochs(
        DatasetOptions options, PartNumber part, Func<ManifestFile, bool>? elsewhere, IBuildObserver observer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(part);
        return Run(options, part, $"{part.Index}-{part.Count}", isBase: false, elsewhere, observer, (context, hashes, set) =>
        {
            BaseResult sources = BaseReader.Read(context, set);
            new ContentCheck(options).Run(set, sources.Records, _ => { }); // its warnings are the last run's
            return EpochBuilder.BuildPart(context, sources, part, hashes);
        }, cancellation);
    }

    private static BaseRange RangeOf(DatasetOptions options, PartNumber part, SourceSet set) =>
        BaseRange.Of(part, set.Sources.Count, DatasetLayout.BaseShardRows(options.Width, options.Height));

    /// <summary>Whether files that a part is to read are not as they were when they were listed.</summary>
    private static bool HasChanged(FileSourceSet set, BaseRange range) =>
        Enumerable.Range(range.FirstSource, range.Sources).Any(index =>
            FileFacts.Of(set.FullPath(index)) is not { } facts
            || facts.Length != set.Sources[index].Length
            || facts.WrittenTicks != set.Sources[index].LastWriteUtcTicks);

    private static BuildResult Run(
        DatasetOptions options,
        PartNumber part,
        string name,
        bool isBase,
        Func<ManifestFile, bool>? elsewhere,
        IBuildObserver observer,
        Func<BuildContext, FileHashes, SourceSet, PartResult> make,
        CancellationToken cancellation)
    {
        long listedAt = DateTime.UtcNow.Ticks;
        var listing = new SourceListing(options);
        SourceSet? listed = listing.Read() is { } read && !(isBase && HasChanged(read, RangeOf(options, part, read))) ? read : null;
        SourceSet set = listed ?? listing.Find(observer); // before the output: a mistyped path should not leave an empty folder behind
        var attempt = new PartAttempt(name);
        using OutputFolder folder = OutputFolder.Open(
            options.Output, attempt, () => observer.OnDetail($"waiting for another build of {options.Output}"), cancellation);
        var hashes = new FileHashes(options.Cache, folder.Root, attempt) { Elsewhere = elsewhere, SourcesListed = listedAt };
        BuildState state = BuildState.Read(folder, hashes);
        folder.Owned = state.Owned;
        if (isBase && listed is null)
        {
            listing.Write(folder, set);
        }

        folder.FindOwned = () => BuildState.Read(folder, hashes).Owned;
        var context = new BuildContext(options, folder, state, observer, cancellation) { Hashes = hashes, IsPart = true };
        PartResult result = make(context, hashes, set);
        hashes.Save();
        observer.OnDetail($"hashed {hashes.Checked.Read} shard files, remembered {hashes.Checked.Remembered}");
        IEnumerable<string> files = result.Shards.SelectMany(shard => shard.Files()).Select(file => folder.Of(file.Path));
        return new BuildResult(
            folder.Manifest,
            [.. files, .. File.Exists(folder.Journal) ? [folder.Journal] : Array.Empty<string>()],
            [.. result.Shards.Select(shard => folder.Of(shard.File.Path))],
            result.Made,
            result.Shards.Count - result.Made,
            Removed: 0,
            Written: 0,
            result.Decoded,
            result.Samples);
    }
}
