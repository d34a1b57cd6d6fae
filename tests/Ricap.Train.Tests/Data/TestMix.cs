using System.Runtime.CompilerServices;
using Ricap.Planning;
using Ricap.Planning.Randomness;

namespace Ricap.Train.Tests.Data;

/// <summary>
/// A mix that no product has, added by this file and one line: a whole source, a flag of colour with what its option says
/// of opacity, another source blended over the middle, and an opaque corner over all.
/// </summary>
internal sealed class TestMix : IMix
{
    public const string Name = "testmix";

    private static readonly MixParameter Opacity = new(
        "testmix-opacity", "0..65536", "20000", "How much the flag hides.",
        text => int.TryParse(text, out int value) && value is >= 0 and <= Layer.Opaque ? $"{value}" : null);

    private static readonly Rgb24 Red = new(200, 10, 20);
    private readonly int _opacity;

    private TestMix(PlanOptions options) => _opacity = int.Parse(options.MixSettings.Of(Opacity), null);

    public int Overlays => 3;

    public IReadOnlyList<Rgb24> Colours => [Red];

    [ModuleInitializer]
    public static void Register() => MixRegistry.Add(new MixKind(Name, "for tests", false, [Opacity], options => new TestMix(options)));

    public IMixedBatch Begin(BatchDraws batch) => new Mixed(_opacity, batch);

    private sealed class Mixed(int opacity, BatchDraws batch) : IMixedBatch
    {
        private readonly int[] _partners = batch.Permutation((DrawLane)200);

        public void Mix(int row, ref SampleLayers layers)
        {
            (int width, int height) = (batch.Options.Width, batch.Options.Height);
            (int x, int y) = batch.Draws.UniformPair((DrawLane)201, batch.First + row, 0, width / 2, height / 2);
            int other = _partners[row];
            layers.Add(batch.Whole(row) with { Share = 3 });
            layers.Add(Layer.Filled(Red, x, y, width / 3, height / 2) with { Opacity = row % 3 == 0 ? Layer.Opaque : opacity });
            layers.Add(batch.Cut(other, x, 1, width / 2, height / 2, 2, y) with { Opacity = 12_345 * (row % 4), Share = 4 });
            layers.Add(batch.Cut(other, 0, 0, 3, 2, width - 3, y) with { Share = 0 });
        }
    }
}
