using Ricap.Planning;
using Ricap.Shards.Text;

namespace Ricap.Shards;

/// <summary>
/// A sample record as it was read. It says more than a plan does: names and classes of sources, and the label.
/// </summary>
/// <param name="Plan">The sample's plan.</param>
/// <param name="Beta">Its RICAP β; null where nothing is patched.</param>
/// <param name="Width">Width of the sample in pixels.</param>
/// <param name="Height">Height of the sample in pixels.</param>
/// <param name="Label">The soft label, ascending by class.</param>
/// <param name="Sources">What the record says of the layers' sources, in the order of the layers; null for a colour.</param>
public sealed record SampleRecord(
    SamplePlan Plan,
    double? Beta,
    int Width,
    int Height,
    IReadOnlyList<ClassWeight> Label,
    IReadOnlyList<LayerSource?> Sources)
{
    /// <summary>The sample's key, e.g. <c>0003-00000012</c>.</summary>
    public string Id => SampleKey.Of(Plan.Epoch, Plan.Index);
}

/// <summary>What a record says about the source of one layer.</summary>
/// <param name="Path">The source's path below its folder.</param>
/// <param name="Class">Its class; of a soft-labelled source, the heaviest.</param>
public sealed record LayerSource(string Path, int Class);
