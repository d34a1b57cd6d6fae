using Ricap.Building.Base;
using Ricap.Building.Epochs;
using Ricap.Building.Output;
using Ricap.Building.Parts;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Sources;
using Ricap.Sources.Finding;

namespace Ricap.Building;

/// <summary>
/// Builds a data set: sources to base shards to epoch shards to manifest.
/// </summary>
/// <remarks>
/// The order of steps is what makes a kill harmless at any moment. The old manifest steps aside before the first file
/// changes, every file is written beside its place and noted in the journal before it is renamed, the new manifest comes
/// last, and only then are files deleted that only the old one names.
/// </remarks>
public static class DatasetBuilder
{
    /// <summary>Brings the output folder to what the options say, making only what is not there.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="observer">Hears problems and progress; null if nobody does.</param>
    /// <param name="cancellationToken">Ends the build between samples; what is done is kept for the next one.</param>
    /// <exception cref="RicapException">Something is wrong with the sources or the output.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public static BuildResult Build(
        DatasetOptions options, IBuildObserver? observer = null, CancellationToken cancellationToken = default) =>
        Build(options, observer, _ => { }, cancellationToken);

    /// <summary>
    /// Makes some of the base shards, and no manifest. Parts may run at once, in any number of processes on any number of machines that
    /// have the output folder in common, more than once and after having been killed.
    /// </summary>
    /// <param name="options">Validated options, the same for all parts.</param>
    /// <param name="part">Which of the shards.</param>
    /// <param name="observer">Hears problems and progress; null if nobody does.</param>
    /// <param name="cancellationToken">Ends the part between images; what is done is kept.</param>
    /// <returns>What was done: its files are those of the part, last the journal of what was made, if any was; there is no manifest.</returns>
    /// <exception cref="RicapException">
    /// Something is wrong with the sources or the output. Or images may be left out, so that no shard's place is known before all
    /// before it are made, and <paramref name="part"/> is not the whole.
    /// </exception>
    /// <exception cref="OperationCanceledException">The part was cancelled.</exception>
    public static BuildResult BuildBase(
        DatasetOptions options, PartNumber part, IBuildObserver? observer = null, CancellationToken cancellationToken = default) =>
        Guard(options, observer, heard => PartBuilder.Base(options, part, null, heard, cancellationToken));

    /// <summary>Makes some of the epochs' shards from the base that parts have made, and no manifest; decodes nothing.</summary>
    /// <param name="options">Validated options, the same for all parts.</param>
    /// <param name="part">Which of the shards.</param>
    /// <param name="observer">Hears problems and progress; null if nobody does.</param>
    /// <param name="cancellationToken">Ends the part between samples; what is done is kept.</param>
    /// <returns>What was done: its files are those of the part, last the journal of what was made, if any was; there is no manifest.</returns>
    /// <exception cref="RicapException">The base is not complete, or of other images; or something is wrong with the output.</exception>
    /// <exception cref="OperationCanceledException">The part was cancelled.</exception>
    public static BuildResult BuildEpochs(
        DatasetOptions options, PartNumber part, IBuildObserver? observer = null, CancellationToken cancellationToken = default) =>
        Guard(options, observer, heard => PartBuilder.Epochs(options, part, null, heard, cancellationToken));

    /// <summary>
    /// Ends what parts have made: checks all, writes the manifest and tidies, as <see cref="Build(DatasetOptions, IBuildObserver?, CancellationToken)"/>
    /// does, but makes no shard.
    /// </summary>
    /// <param name="options">Validated options.</param>
    /// <param name="observer">Hears problems and progress; null if nobody does.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="RicapException">A shard is missing. Or something is wrong with the sources or the output.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static BuildResult Finish(
        DatasetOptions options, IBuildObserver? observer = null, CancellationToken cancellationToken = default) =>
        Guard(options, observer, heard => options.Force
            ? throw new RicapException(Problem.InvalidOption(
                $"{new OptionName("force")} makes everything again, and {new OptionName("missing", "error")} nothing"))
            : Build(options, heard, _ => { }, makesNothing: true, null, cancellationToken));

    /// <summary>As the public one.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="observer">Hears problems and progress; null if nobody does.</param>
    /// <param name="claim">Called while the output is locked and before anything in it is read; may refuse it with a <see cref="RicapException"/>.</param>
    /// <param name="cancellationToken">Ends the build between samples.</param>
    internal static BuildResult Build(
        DatasetOptions options, IBuildObserver? observer, Action<OutputFolder> claim, CancellationToken cancellationToken) =>
        Guard(options, observer, heard => Build(options, heard, claim, makesNothing: false, null, cancellationToken));

    /// <summary>As the public one, for an output whose files are elsewhere: what is told to be there is not made, and need not be here.</summary>
    internal static BuildResult BuildBase(
        DatasetOptions options, PartNumber part, Func<ManifestFile, bool> elsewhere, IBuildObserver observer, CancellationToken cancellationToken) =>
        Guard(options, observer, heard => PartBuilder.Base(options, part, elsewhere, heard, cancellationToken));

    /// <summary>As the public one, for an output whose files are elsewhere; the base is here.</summary>
    internal static BuildResult BuildEpochs(
        DatasetOptions options, PartNumber part, Func<ManifestFile, bool> elsewhere, IBuildObserver observer, CancellationToken cancellationToken) =>
        Guard(options, observer, heard => PartBuilder.Epochs(options, part, elsewhere, heard, cancellationToken));

    /// <summary>As the public one, for an output whose files are elsewhere; the base's records are here.</summary>
    internal static BuildResult Finish(
        DatasetOptions options, Func<ManifestFile, bool> elsewhere, IBuildObserver observer, CancellationToken cancellationToken) =>
        Guard(options, observer, heard => Build(options, heard, _ => { }, makesNothing: true, elsewhere, cancellationToken));

    private static BuildResult Build(
        DatasetOptions options,
        IBuildObserver observer,
        Action<OutputFolder> claim,
        bool makesNothing,
        Func<ManifestFile, bool>? elsewhere,
        CancellationToken cancellationToken)
    {
        long listedAt = DateTime.UtcNow.Ticks;

        // Sources first: a mistyped path should not leave an empty output folder behind.
        SourceSet set = SourceKinds.Open(ClassLists.RequestOf(options), observer.OnProblem);
        var check = new ContentCheck(options);
        using OutputFolder folder = OutputFolder.Open(
            options.Output, () => observer.OnDetail($"waiting for another build of {options.Output}"), cancellationToken);
        claim(folder);
        BuildStamp? stamp = elsewhere is null ? BuildStamp.Of(options, set, folder, listedAt) : null;
        if (stamp?.Find() is { } found)
        {
            observer.OnDetail($"hashed 0 shard files, remembered {found.Files.Count}");
            return found;
        }

        var hashes = new FileHashes(options.Cache, folder.Root) { Elsewhere = elsewhere, SourcesListed = listedAt };
        hashes.Reserve(set.Sources.Count);
        var warnings = new WarningCount(observer);
        BuildResult result = Build(options, set, check, folder, hashes, warnings, makesNothing, cancellationToken, out DatasetManifest manifest);
        if (warnings.Count == 0) // else the next build has them to say again
        {
            stamp?.Remember(manifest, result.Made + result.Kept, hashes);
        }

        return result;
    }

    /// <summary>Gives every exception that a build can meet a code.</summary>
    private static BuildResult Guard(DatasetOptions options, IBuildObserver? observer, Func<IBuildObserver, BuildResult> build)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireApart(options);
        try
        {
            return build(new SerialObserver(observer));
        }
        catch (ShardFormatException e)
        {
            throw new RicapException(
                Problem.Error(ProblemCodes.DamagedFile, e.Shard, $"changed under the build at byte {e.Offset}: {e.What}; build again"), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.Unreadable, options.Output, e.Message), e);
        }
    }

    private static BuildResult Build(
        DatasetOptions options,
        SourceSet set,
        ContentCheck check,
        OutputFolder folder,
        FileHashes hashes,
        IBuildObserver observer,
        bool makesNothing,
        CancellationToken cancellationToken,
        out DatasetManifest manifest)
    {
        BuildState state = BuildState.Read(folder, hashes);
        folder.Owned = state.Owned;
        int removed = FinishEarlierBuild(folder, state);
        var context = new BuildContext(options, folder, state, observer, cancellationToken)
        {
            MakesNothing = makesNothing,
            Hashes = options.Cache is null ? null : hashes,
        };

        BaseResult sources = BaseBuilder.Build(context, set, check, hashes);
        EpochsResult epochs = EpochBuilder.Build(context, sources);
        manifest = new DatasetManifest(
            PlanVersion.Current,
            options.Name,
            ManifestText.Of(options),
            set.Classes,
            sources.Records.Count,
            sources.Shards,
            epochs.Epochs,
            sources.Skipped);
        removed += Publish(folder, state, manifest);
        hashes.Save();
        observer.OnDetail($"hashed {hashes.Checked.Read} shard files, remembered {hashes.Checked.Remembered}");
        return new BuildResult(
            folder.Manifest,
            [.. manifest.Files().Select(f => folder.Of(f.Path)), folder.Manifest],
            [.. manifest.Epochs.SelectMany(e => e.Shards).Select(s => folder.Of(s.File.Path))],
            sources.Made + epochs.Made,
            sources.Shards.Count - sources.Made + epochs.Kept,
            removed,
            folder.Written,
            sources.Decoded,
            epochs.Samples);
    }

    /// <summary>A build that was killed after its manifest was in place has only its tidying left to do.</summary>
    private static int FinishEarlierBuild(OutputFolder folder, BuildState state)
    {
        if (state.Current is null || !folder.HasUnfinishedBuild)
        {
            return 0;
        }

        int removed = RemoveStale(folder, state, state.Current);
        folder.ForgetBuild();
        return removed;
    }

    /// <summary>Writes the manifest, then removes what only older ones name.</summary>
    private static int Publish(OutputFolder folder, BuildState state, DatasetManifest manifest)
    {
        byte[] bytes = ManifestWriter.Write(manifest);
        if (!folder.Holds(DatasetManifest.FileName, bytes))
        {
            // Written over, the old one would be lost to a kill before the files that it alone names are removed.
            folder.WithdrawManifest();
        }

        folder.Write(DatasetManifest.FileName, bytes);
        int removed = RemoveStale(folder, state, manifest);
        folder.ForgetBuild();
        return removed;
    }

    private static int RemoveStale(OutputFolder folder, BuildState state, DatasetManifest manifest)
    {
        HashSet<string> current = [.. manifest.Files().Select(f => f.Path)];
        return folder.Delete(state.Owned.Where(path => !current.Contains(path)).Order(StringComparer.Ordinal));
    }

    /// <summary>Shards and hashes among the images would be taken for classes by the next build.</summary>
    private static void RequireApart(DatasetOptions options)
    {
        string images = Path.GetFullPath(options.Images);
        if (!Directory.Exists(images))
        {
            return;
        }

        foreach ((string name, string? value) in new[] { ("out", options.Output), ("cache", options.Cache) })
        {
            if (value is not null && Path.GetFullPath(value) is var folder
                && OutputErrors.Guard(folder, () => RealPath.IsInside(RealPath.Follow(folder), RealPath.Follow(images))))
            {
                throw new RicapException(Problem.InvalidOption(
                    $"{new OptionName(name)} lies in the image folder {images}; choose a folder beside it", folder));
            }
        }
    }
}
