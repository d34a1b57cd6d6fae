using System.Runtime.CompilerServices;
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

    private sealed class Mixed : IMixedBatch
    {
        private readonly BatchDraws _batch;
        private readonly Draws _draws;
        private readonly PlanOptions _options;
        private readonly int[] _partners; // [patch, row]
        private readonly (int X, int Y) _boundary;

        public Mixed(BatchDraws batch)
        {
            (_batch, _draws, _options) = (batch, batch.Draws, batch.Options);
            _partners = new int[Patches * batch.Count];
            for (int patch = 0; patch < Patches; patch++)
            {
                batch.Permute(DrawLane.Partner, patch, _partners.AsSpan(patch * batch.Count, batch.Count));
            }

            _boundary = Boundary(batch.Batch);
        }

        public void Mix(int row, ref SampleLayers layers)
        {
            (int width, int height) = (_options.Width, _options.Height);
            int index = _batch.First + row;
            (int x, int y) = _options.Mode == RandomnessMode.Sample ? Boundary(index) : _boundary;
            int cropIndex = _options.Mode == RandomnessMode.Paper ? _batch.Batch : index;
            PatchBlocks crops = default; // on the stack, but no stackalloc: that would keep the method from being tiered up
            _draws.Parts(DrawLane.Crop, cropIndex, crops);
            for (int patch = 0; patch < Patches; patch++)
            {
                bool right = (patch & 1) != 0;
                bool lower = (patch & 2) != 0;
                int w = right ? width - x : x;
                int h = lower ? height - y : y;
                (int cropX, int cropY) = _draws.UniformPair(crops[patch], DrawLane.Crop, cropIndex, patch, width - w, height - h);
                int partner = _partners[(patch * _batch.Count) + row];
                layers.Add(_batch.Cut(partner, cropX, cropY, w, h, right ? x : 0, lower ? y : 0));
            }
        }

        private (int X, int Y) Boundary(int index)
        {
            PhiloxBlock block = _draws.Block(DrawLane.Boundary, index);
            return (_batch.Epoch.Widths!.Pick(block.Low), _batch.Epoch.Heights!.Pick(block.High));
        }
    }

    [InlineArray(Patches)]
    private struct PatchBlocks
    {
        private PhiloxBlock _first;
    }
}
