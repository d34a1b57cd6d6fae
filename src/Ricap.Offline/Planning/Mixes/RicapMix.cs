using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>What is drawn for all of the batch at once: vectors have more to do then, and nothing waits for one sample's numbers.</summary>
    private sealed class Mixed : IMixedBatch
    {
        private readonly BatchDraws _batch;
        private readonly PlanOptions _options;
        private readonly int[] _partners; // [patch, row], as they are drawn
        private readonly Point[] _boundaries; // one a batch, or [row]
        private readonly Point[] _crops; // [patch], the batch's, or [row, patch]

        public Mixed(BatchDraws batch)
        {
            (_batch, _options) = (batch, batch.Options);
            _partners = Partners(batch);

            RandomnessMode mode = _options.Mode;
            _boundaries = Boundaries(mode == RandomnessMode.Sample ? batch.First : batch.Batch, mode == RandomnessMode.Sample ? batch.Count : 1);
            _crops = Crops(mode == RandomnessMode.Paper ? batch.Batch : batch.First, mode == RandomnessMode.Paper ? 1 : batch.Count);
        }

        public void Mix(int row, ref SampleLayers layers)
        {
            (int width, int height) = (_options.Width, _options.Height);
            (int x, int y) = _boundaries[_boundaries.Length == 1 ? 0 : row];
            ReadOnlySpan<Point> crops = _crops.AsSpan(_crops.Length == Patches ? 0 : row * Patches, Patches);
            int rows = _batch.Count;
            Cut(ref layers, _partners[row], crops[0], x, y, 0, 0);
            Cut(ref layers, _partners[row + rows], crops[1], width - x, y, x, 0);
            Cut(ref layers, _partners[row + (2 * rows)], crops[2], x, height - y, 0, y);
            Cut(ref layers, _partners[row + (3 * rows)], crops[3], width - x, height - y, x, y);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Cut(ref SampleLayers layers, int partner, Point crop, int width, int height, int atX, int atY)
        {
            (int cropX, int cropY) = crop;
            _batch.Cut(ref layers.Append(), partner, cropX, cropY, width, height, atX, atY);
        }

        private Point[] Boundaries(int first, int count)
        {
            (BoundaryTable widths, BoundaryTable heights) = (_batch.Epoch.Widths!, _batch.Epoch.Heights!);
            var boundaries = new Point[count];
            SomeBlocks blocks = default; // on the stack, but no stackalloc: that would keep the method from being tiered up
            for (int start = 0; start < count; start += SomeBlocks.Count)
            {
                Span<PhiloxBlock> some = ((Span<PhiloxBlock>)blocks)[..Math.Min(SomeBlocks.Count, count - start)];
                _batch.Draws.Blocks(DrawLane.Boundary, first + start, some);
                for (int i = 0; i < some.Length; i++)
                {
                    boundaries[start + i] = new Point(widths.Pick(some[i].Low), heights.Pick(some[i].High));
                }
            }

            return boundaries;
        }

        private Point[] Crops(int first, int count)
        {
            (int width, int height) = (_batch.Options.Width, _batch.Options.Height);
            var crops = new Point[count * Patches];
            for (int i = 0; i < count; i++)
            {
                // A patch leaves of its source what the boundary leaves beside it.
                (int x, int y) = _boundaries[_boundaries.Length == 1 ? 0 : i];
                Span<Point> row = crops.AsSpan(i * Patches, Patches);
                row[0] = new Point(width - x, height - y);
                row[1] = new Point(x, height - y);
                row[2] = new Point(width - x, y);
                row[3] = new Point(x, y);
            }

            _batch.Draws.UniformPairs(DrawLane.Crop, first, MemoryMarshal.Cast<Point, uint>(crops.AsSpan()));
            return crops;
        }

        private static int[] Partners(BatchDraws batch)
        {
            int[] partners = new int[batch.Count * Patches];
            for (int patch = 0; patch < Patches; patch++)
            {
                batch.Permute(DrawLane.Partner, patch, partners.AsSpan(patch * batch.Count, batch.Count));
            }

            return partners;
        }
    }

    /// <summary>A place in an image. Sides are at most 16,384, and a batch may have a million of these.</summary>
    private readonly struct Point(int x, int y)
    {
        private readonly uint _pair = (uint)x | ((uint)y << 16); // as draws have them

        public void Deconstruct(out int x, out int y) => (x, y) = ((int)(_pair & 0xffff), (int)(_pair >> 16));
    }

    [InlineArray(Count)]
    private struct SomeBlocks
    {
        public const int Count = 64;

        private PhiloxBlock _first;
    }
}
