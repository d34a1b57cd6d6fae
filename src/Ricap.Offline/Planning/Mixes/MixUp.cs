using Ricap.Planning.Randomness;

namespace Ricap.Planning;

/// <summary>
/// Two whole sources blended: λ of the first and 1 − λ of the second, in pixels and in the label; λ ~ Beta(α, α) in
/// 65,536ths. A fresh permutation of the batch gives the second. Modes paper and batch: λ once a batch, as in the paper's
/// code; sample: per sample.
/// </summary>
/// <remarks>Zhang, Cissé, Dauphin, Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", ICLR 2018.</remarks>
internal sealed class MixUp : IMix
{
    /// <summary>Its name.</summary>
    public const string Name = "mixup";

    private static readonly MixParameter Alpha =
        MixParameter.Alpha("mixup-alpha", "1", "α of the Beta(α, α) that mixup's λ is drawn from; for large sets of photos 0.2 is common.");

    private readonly MixRatio _ratio;

    private MixUp(PlanOptions options) => _ratio = MixRatio.Of(options.MixSettings.Of(Alpha));

    /// <summary>What the registry knows of it.</summary>
    public static MixKind Kind { get; } =
        new(Name, "two images blended", UsesMode: true, [Alpha], options => new MixUp(options));

    /// <inheritdoc/>
    public int Overlays => 1;

    /// <inheritdoc/>
    public Hash128 Tables => _ratio.Hash;

    /// <inheritdoc/>
    public IMixedBatch Begin(BatchDraws batch) => new Mixed(_ratio, batch);

    private sealed class Mixed(MixRatio ratio, BatchDraws batch) : IMixedBatch
    {
        private readonly int[] _partners = batch.Permutation(DrawLane.MixUpPartner);

        public void Mix(int row, ref SampleLayers layers)
        {
            int lambda = ratio.Draw(
                batch.Draws,
                DrawLane.MixUpRatio,
                batch.Options.Mode == RandomnessMode.Sample ? batch.First + row : batch.Batch);
            int rest = MixRatio.Unit - lambda;
            layers.Add(batch.Whole(row) with { Share = lambda });
            layers.Add(batch.Whole(_partners[row]) with { Opacity = rest, Share = rest });
        }
    }
}
