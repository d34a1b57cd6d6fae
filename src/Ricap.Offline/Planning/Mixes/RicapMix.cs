using Ricap.Planning.Randomness;

namespace Ricap.Planning;

/// <summary>
/// Four crops patched together about a boundary; the label by area.
/// <code>
///   +--------+---------+
///   |   0    |    1    |    the boundary lies at round(W·Beta(β,β)), round(H·Beta(β,β)); each patch is of its own
///   +--------+---------+    permutation of the batch, so each source is used four times
///   |   2    |    3    |
///   +--------+---------+
/// </code>
/// Mode paper: boundary and crops once a batch; batch: the boundary once a batch; sample: all per sample.
/// </summary>
/// <remarks>
/// Takahashi, Matsubara, Uehara, "RICAP: Random Image Cropping and Patching Data Augmentation for Deep CNNs", ACML 2018,
/// PMLR 95:786–798; extended as "Data Augmentation Using Random Image Cropping and Patching for Deep CNNs", IEEE TCSVT
/// 30(9):2917–2931, 2020 (arXiv 1811.09030).
/// </remarks>
internal sealed class RicapMix : IMix
{
    /// <summary>Its name.</summary>
    public const string Name = "ricap";

    private const int Patches = SampleLayers.Capacity;

    /// <summary>What the registry knows of it.</summary>
    public static MixKind Kind { get; } = new(Name, "four crops patched together", UsesMode: true, [], _ => new RicapMix());

    /// <inheritdoc/>
    public int Overlays => 0;

    /// <inheritdoc/>
    public IMixedBatch Begin(BatchDraws batch) => new Mixed(batch);

    private sealed class Mixed(BatchDraws batch) : IMixedBatch
    {
        private readonly KeyedPermutation[] _partners =
            [.. Enumerable.Range(0, Patches).Select(patch => batch.Permutation(DrawLane.Partner, patch))];

        private readonly (int X, int Y) _boundary = Boundary(batch, batch.Batch);

        public SampleLayers this[int row]
        {
            get
            {
                PlanOptions options = batch.Options;
                int index = batch.First + row;
                (int x, int y) = options.Mode == RandomnessMode.Sample ? Boundary(batch, index) : _boundary;
                int cropIndex = options.Mode == RandomnessMode.Paper ? batch.Batch : index;

                var layers = default(SampleLayers);
                for (int patch = 0; patch < Patches; patch++)
                {
                    bool right = (patch & 1) != 0;
                    bool lower = (patch & 2) != 0;
                    int width = right ? options.Width - x : x;
                    int height = lower ? options.Height - y : y;
                    (int cropX, int cropY) = batch.Draws.UniformPair(
                        DrawLane.Crop, cropIndex, patch, options.Width - width, options.Height - height);
                    int source = batch.SourceAt(_partners[patch][row]);
                    layers.Add(batch.Cut(source, cropX, cropY, width, height, right ? x : 0, lower ? y : 0));
                }

                return layers;
            }
        }

        private static (int X, int Y) Boundary(BatchDraws batch, int index)
        {
            PhiloxBlock block = batch.Draws.Block(DrawLane.Boundary, index);
            return (batch.Epoch.Widths!.Pick(block.Low), batch.Epoch.Heights!.Pick(block.High));
        }
    }
}
