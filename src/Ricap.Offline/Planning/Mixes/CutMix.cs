using Ricap.Planning.Randomness;

namespace Ricap.Planning;

/// <summary>
/// A box of another source over a whole one; the label by the area that is left.
/// <code>
///   λ ~ Beta(α, α), in 65,536ths          +-----------------+
///   sides ⌊W·√(1−λ)⌋, ⌊H·√(1−λ)⌋          | whole source    |    the box shows the same place of its source,
///   centre uniform over the pixels        |        +--------|    a fresh permutation of the batch gives it
///   cut off at the edges                  |        |  box   |
///                                         +--------+--------+
/// </code>
/// Mode paper: λ and box once a batch, as in the paper's code; batch: λ once a batch; sample: both per sample.
/// </summary>
/// <remarks>Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features", ICCV 2019.</remarks>
internal sealed class CutMix : IMix
{
    /// <summary>Its name.</summary>
    public const string Name = "cutmix";

    private static readonly MixParameter Alpha =
        MixParameter.Alpha("cutmix-alpha", "1", "α of the Beta(α, α) that CutMix's λ is drawn from.");

    private readonly MixRatio _ratio;

    private CutMix(PlanOptions options) => _ratio = MixRatio.Of(options.MixSettings.Of(Alpha));

    /// <summary>What the registry knows of it.</summary>
    public static MixKind Kind { get; } =
        new(Name, "a box of one image over another", UsesMode: true, [Alpha], options => new CutMix(options));

    /// <inheritdoc/>
    public int Overlays => 1;

    /// <inheritdoc/>
    public Hash128 Tables => _ratio.Hash;

    /// <inheritdoc/>
    public IMixedBatch Begin(BatchDraws batch) => new Mixed(_ratio, batch);

    private sealed class Mixed(MixRatio ratio, BatchDraws batch) : IMixedBatch
    {
        private readonly int[] _partners = batch.Permutation(DrawLane.CutMixPartner);

        public void Mix(int row, ref SampleLayers layers)
        {
            PlanOptions options = batch.Options;
            int index = batch.First + row;
            int lambda = ratio.Draw(
                batch.Draws, DrawLane.CutMixRatio, options.Mode == RandomnessMode.Sample ? index : batch.Batch);
            (int x, int y) = batch.Draws.UniformPair(
                DrawLane.CutMixCentre,
                options.Mode == RandomnessMode.Paper ? batch.Batch : index,
                part: 0,
                options.Width - 1,
                options.Height - 1);
            int part = MixRatio.Unit - lambda;
            var box = Box.About(
                x, y, Box.Side(options.Width, part), Box.Side(options.Height, part), options.Width, options.Height);

            Layer over = batch.Cut(_partners[row], box.X, box.Y, box.Width, box.Height, box.X, box.Y);
            Layer under = batch.Whole(row);
            layers.Add(under with { Share = under.Area - over.Area });
            layers.Add(over);
        }
    }
}
