using Ricap.Building.Base;
using Ricap.Building.Epochs;
using Ricap.Building.Output;
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

    /// <summary>As the public one.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="observer">Hears problems and progress; null if nobody does.</param>
    /// <param name="claim">Called while the output is locked and before anything in it is read; may refuse it with a <see cref="RicapException"/>.</param>
    /// <param name="cancellationToken">Ends the build between samples.</param>
    internal static BuildResult Build(
        DatasetOptions options, IBuildObserver? observer, Action<OutputFolder> claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        observer = new SerialObserver(observer);
        RequireApart(options);
        try
        {
            // Sources first: a mistyped path should not leave an empty output folder behind.
            var request = new SourceRequest(options.Images) { Classes = ClassLists.Of(options) };
            SourceSet set = SourceKinds.Open(request, observer.OnProblem);
            var check = new ContentCheck(options);
            using OutputFolder folder = OutputFolder.Open(
                options.Output, () => observer.OnDetail($"waiting for another build of {options.Output}"), cancellationToken);
            claim(folder);
            return Build(options, set, check, folder, observer, cancellationToken);
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
        DatasetOptions options, SourceSet set, ContentCheck check, OutputFolder folder, IBuildObserver observer, CancellationToken cancellationToken)
    {
        var hashes = new FileHashes(options.Cache, folder.Root);
        BuildState state = BuildState.Read(folder, hashes);
        folder.Owned = state.Owned;
        int removed = FinishEarlierBuild(folder, state);
        var context = new BuildContext(options, folder, state, observer, cancellationToken);

        BaseResult sources = BaseBuilder.Build(context, set, check, hashes);
        EpochsResult epochs = EpochBuilder.Build(context, sources);
        var manifest = new DatasetManifest(
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
        return new BuildResult(
            folder.Manifest,
            [.. manifest.Files().Select(f => folder.Of(f.Path)), folder.Manifest],
            [.. manifest.Epochs.SelectMany(e => e.Shards).Select(s => folder.Of(s.File.Path))],
            sources.Made + epochs.Made,
            sources.Shards.Count - sources.Made + epochs.Kept,
            removed,
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

    /// <summary>Shards among the images would be taken for classes by the next build.</summary>
    private static void RequireApart(DatasetOptions options)
    {
        string images = Path.GetFullPath(options.Images);
        string output = Path.GetFullPath(options.Output);
        if (Directory.Exists(images)
            && (output + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(images) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new RicapException(Problem.InvalidOption(
                $"{new OptionName("out")} lies in the image folder {images}; choose a folder beside it", output));
        }
    }
}
