using Ricap.Reading;
using Ricap.Shards;

namespace Ricap.Comparing;

/// <summary>
/// Compares samples as they are stored, and only those in shards whose hashes differ. Nothing is planned or rendered, so
/// data sets of older editions of the planning rules can be compared, and what a reader would see is what counts.
/// </summary>
internal sealed class SampleDiff
{
    private readonly (string Folder, DatasetManifest Manifest) _a;
    private readonly (string Folder, DatasetManifest Manifest) _b;
    private readonly int _keep;
    private readonly CancellationToken _cancellation;
    private readonly List<SampleChange> _first = [];
    private long _compared;
    private long _changed;
    private long _plans;
    private long _pixels;
    private long _onlyInA;
    private long _onlyInB;

    private SampleDiff(
        (string Folder, DatasetManifest Manifest) a, (string Folder, DatasetManifest Manifest) b, int keep, CancellationToken cancellationToken)
    {
        (_a, _b, _keep, _cancellation) = (a, b, keep, cancellationToken);
    }

    /// <summary>Compares the samples of all epochs that both have.</summary>
    /// <param name="a">The one data set.</param>
    /// <param name="b">The other.</param>
    /// <param name="keep">How many changed samples to keep with their pixels.</param>
    /// <param name="cancellationToken">Ends it between samples.</param>
    /// <exception cref="RicapException">A shard is missing or damaged.</exception>
    public static SampleChanges Between(
        (string Folder, DatasetManifest Manifest) a, (string Folder, DatasetManifest Manifest) b, int keep, CancellationToken cancellationToken)
    {
        var diff = new SampleDiff(a, b, keep, cancellationToken);
        foreach ((ManifestEpoch left, ManifestEpoch right) in ManifestDiff.Common(a.Manifest, b.Manifest))
        {
            diff.Compare(left, right);
        }

        return new SampleChanges(
            diff._compared, diff._changed, diff._plans, diff._pixels, diff._onlyInA, diff._onlyInB, diff._first);
    }

    private void Compare(ManifestEpoch a, ManifestEpoch b)
    {
        (int countA, int countB) = (a.Shards.Sum(shard => shard.Samples), b.Shards.Sum(shard => shard.Samples));
        _onlyInA += Math.Max(0, countA - countB);
        _onlyInB += Math.Max(0, countB - countA);

        Dictionary<int, ManifestShard> others = ByFirst(b).ToDictionary(shard => shard.First, shard => shard.Shard);
        using var left = new StoredEpoch(_a.Folder, _a.Manifest, a);
        using var right = new StoredEpoch(_b.Folder, _b.Manifest, b);
        foreach ((int first, ManifestShard shard) in ByFirst(a))
        {
            if (others.TryGetValue(first, out ManifestShard? other) && ManifestDiff.SameFiles(shard, other))
            {
                continue;
            }

            for (int index = first; index < Math.Min(first + shard.Samples, countB); index++)
            {
                _cancellation.ThrowIfCancellationRequested();
                left.MoveTo(index);
                right.MoveTo(index);
                Compare(left, right);
            }
        }
    }

    private void Compare(StoredEpoch left, StoredEpoch right)
    {
        _compared++;
        bool sameImage = left.IsBare == right.IsBare && left.Image.Span.SequenceEqual(right.Image.Span);
        if (sameImage && left.Json.Span.SequenceEqual(right.Json.Span))
        {
            return;
        }

        (StoredSample a, StoredSample b) = (left.Sample(), right.Sample());
        IReadOnlyList<FieldChange> plan = RecordDiff.Between(a.Record, _a.Manifest.Classes, b.Record, _b.Manifest.Classes);
        bool sameSize = (a.Record.Width, a.Record.Height) == (b.Record.Width, b.Record.Height);
        PixelDifference? pixels =
            sameSize ? PixelDifference.Between(a.Pixels.Span, b.Pixels.Span, a.Record.Width) : null;
        if (plan.Count == 0 && pixels is null)
        {
            return; // other numbers for the same classes and sources, or another codec
        }

        _changed++;
        _plans += plan.Count > 0 ? 1 : 0;
        _pixels += pixels is not null || !sameSize ? 1 : 0;
        if (_first.Count < _keep)
        {
            _first.Add(new SampleChange(a.Record.Id, plan, pixels, a, b));
        }
    }

    private static IEnumerable<(int First, ManifestShard Shard)> ByFirst(ManifestEpoch epoch)
    {
        int first = 0;
        foreach (ManifestShard shard in epoch.Shards)
        {
            yield return (first, shard);
            first += shard.Samples;
        }
    }
}
