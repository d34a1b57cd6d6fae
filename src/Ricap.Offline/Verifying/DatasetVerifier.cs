using Ricap.Building;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Verifying;

/// <summary>What a verification looked at.</summary>
/// <param name="Files">Files whose every byte was hashed.</param>
/// <param name="Samples">Samples that were planned, rendered and encoded again and compared.</param>
/// <param name="Problems">What does not hold; empty if everything does.</param>
public sealed record VerifyResult(int Files, long Samples, IReadOnlyList<Problem> Problems);

/// <summary>Checks a data set against its own manifest and plan, needing nothing but its folder.</summary>
/// <remarks>
/// From the ground up, and no further than what lies below holds: files against hashes, base shards against their
/// records and keys, epochs against schedule, tables and keys, and every sample against its plan rendered again.
/// </remarks>
public static class DatasetVerifier
{
    /// <summary>Checks every byte, hash, label sum and pixel of a data set.</summary>
    /// <param name="folder">The data set's folder.</param>
    /// <param name="observer">Hears each problem as it is found, and progress in samples; null if nobody does.</param>
    /// <param name="threads">How many threads work; 0 = one a core.</param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <exception cref="RicapException">There is no manifest, or one this build cannot read.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static VerifyResult Verify(
        string folder, IBuildObserver? observer = null, int threads = 0, CancellationToken cancellationToken = default) =>
        VerifyPart(folder, PartNumber.Whole, observer, threads, cancellationToken);

    /// <summary>
    /// Checks a part of a data set: of its base shards, and of its epochs' shards taken by epoch and then by place. If all parts of
    /// one count hold, so does the data set.
    /// </summary>
    /// <param name="folder">The data set's folder.</param>
    /// <param name="part">Which part.</param>
    /// <param name="observer">Hears each problem as it is found, and progress in samples; null if nobody does.</param>
    /// <param name="threads">How many threads work; 0 = one a core.</param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <exception cref="RicapException">There is no manifest, or one this build cannot read.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static VerifyResult VerifyPart(
        string folder, PartNumber part, IBuildObserver? observer = null, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(part);
        string root = Path.GetFullPath(folder);
        DatasetManifest manifest = ManifestReader.Read(Path.Combine(root, DatasetManifest.FileName));
        DatasetOptions options = ManifestText.Options(manifest, root);
        var serial = new SerialObserver(observer);
        var findings = new Findings(serial);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Workers.Count(threads),
            CancellationToken = cancellationToken,
        };

        var slice = new VerifySlice(manifest, part);
        ManifestFile[] files = [.. slice.Files()];
        var damaged = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        Parallel.ForEach(files, parallel, file =>
        {
            if (!FileCheck.Holds(root, file, findings))
            {
                damaged[file.Path] = true;
            }
        });

        bool baseHolds = !manifest.Base.SelectMany(s => s.Files()).Any(f => damaged.ContainsKey(f.Path));
        long samples = 0;
        if (baseHolds && BaseCheck.Records(root, manifest, options, slice, findings) is { } records)
        {
            var check = new EpochCheck(root, manifest, options, slice, records, findings, serial);
            samples = check.Run(damaged.ContainsKey, parallel);
        }

        return new VerifyResult(files.Length, samples, findings.All);
    }
}
