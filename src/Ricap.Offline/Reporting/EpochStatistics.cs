using Ricap.Planning;
using Ricap.Reading;
using Ricap.Shards.Records;

namespace Ricap.Reporting;

/// <summary>What the samples of an epoch are like; of all of them, not of some.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Beta">Its β; without patches there is none, and all that comes of boundaries is 0 or null.</param>
/// <param name="Draws">How many boundaries were drawn: one a sample or batch, by mode.</param>
/// <param name="X">The boundaries' x.</param>
/// <param name="Y">The boundaries' y.</param>
/// <param name="Mixes">Samples by mix, in the order of <see cref="ReportData.Mixes"/>.</param>
/// <param name="VisiblePatches">Samples with 1, 2, 3 and 4 layers that have area.</param>
/// <param name="ExpectedPatches">The chances of these, where all samples are patched.</param>
/// <param name="ClassCounts">Samples with 1, 2, 3, 4 and more classes in their label.</param>
/// <param name="LabelWeights">Label entries by weight, see <see cref="EpochTally.WeightBins"/>.</param>
internal sealed record EpochStatistics(
    int Epoch,
    double? Beta,
    int Draws,
    DrawnBoundary? X,
    DrawnBoundary? Y,
    IReadOnlyList<int> Mixes,
    IReadOnlyList<int> VisiblePatches,
    IReadOnlyList<double>? ExpectedPatches,
    IReadOnlyList<int> ClassCounts,
    IReadOnlyList<int> LabelWeights)
{
    /// <summary>Plans every sample of an epoch and counts.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="x">Bins of the boundaries' x.</param>
    /// <param name="y">Bins of the boundaries' y.</param>
    /// <param name="total">Takes the class masses of the epoch.</param>
    /// <param name="cancellationToken">Ends it between batches.</param>
    public static EpochStatistics Collect(
        PlannedDataset dataset,
        EpochPlan epoch,
        BoundaryBins x,
        BoundaryBins y,
        EpochTally total,
        CancellationToken cancellationToken)
    {
        EpochTally tally = Count(dataset, epoch, x, y, cancellationToken);
        total.AddMass(tally);
        bool patched = epoch.Beta is not null;
        return new EpochStatistics(
            epoch.Epoch,
            epoch.Beta,
            patched ? tally.Draws : 0,
            patched ? new DrawnBoundary(tally.X, x.Expected(epoch.Widths!)) : null,
            patched ? new DrawnBoundary(tally.Y, y.Expected(epoch.Heights!)) : null,
            tally.Mixes,
            tally.VisiblePatches,
            patched && !dataset.Options.Augment.IsChoice ? Chances(Inside(epoch.Widths!), Inside(epoch.Heights!)) : null,
            tally.ClassCounts,
            tally.Weights);
    }

    private static EpochTally Count(
        PlannedDataset dataset, EpochPlan epoch, BoundaryBins x, BoundaryBins y, CancellationToken cancellationToken)
    {
        bool shared = dataset.Options.Mode != RandomnessMode.Sample;
        int labelLength = SampleLabels.MaxCount(dataset.Sources);
        EpochTally sum = ReportData.NewTally(dataset, x, y);
        Parallel.For(
            0,
            dataset.Planner.Batches,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => (Tally: ReportData.NewTally(dataset, x, y), Label: new ClassWeight[labelLength]),
            (number, _, mine) =>
            {
                BatchPlan batch = epoch.Batch(number);
                bool drawn = false;
                for (int row = 0; row < batch.Count; row++)
                {
                    var plan = new SamplePlan(batch, row);
                    int length = SampleLabels.Of(plan, dataset.Sources, mine.Label);
                    bool isPatched = epoch.BetaOf(plan) is not null;
                    mine.Tally.Add(plan, mine.Label.AsSpan(0, length), isDraw: isPatched && !(shared && drawn));
                    drawn |= isPatched;
                }

                return mine;
            },
            mine =>
            {
                lock (sum)
                {
                    sum.Add(mine.Tally);
                }
            });
        return sum;
    }

    /// <summary>The chance that a boundary parts the sample at all.</summary>
    private static double Inside(BoundaryTable table) => 1 - table.Probability(0) - table.Probability(table.Length);

    /// <summary>The boundaries' x and y are independent; three patches there cannot be.</summary>
    private static double[] Chances(double x, double y) => [(1 - x) * (1 - y), (x * (1 - y)) + ((1 - x) * y), 0, x * y];
}

/// <summary>Where the boundaries of an epoch lie along one axis.</summary>
/// <param name="Counts">Draws by bin.</param>
/// <param name="Expected">The chance of each bin, from the table that they were drawn from.</param>
internal sealed record DrawnBoundary(IReadOnlyList<int> Counts, IReadOnlyList<double> Expected);
