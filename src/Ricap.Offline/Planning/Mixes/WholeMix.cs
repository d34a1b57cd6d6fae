namespace Ricap.Planning;

/// <summary>
/// One whole source a sample, unmixed. It has RICAP's four patches about a boundary in the lower right corner, three of
/// them without area, so that what is compared with RICAP has records of one form.
/// </summary>
internal sealed class WholeMix : IMix
{
    /// <summary>Its name.</summary>
    public const string Name = "baseline";

    /// <summary>What the registry knows of it.</summary>
    public static MixKind Kind { get; } = new(Name, "whole sources, unmixed", UsesMode: false, [], _ => new WholeMix());

    /// <inheritdoc/>
    public int Overlays => 0;

    /// <inheritdoc/>
    public IMixedBatch Begin(BatchDraws batch) => new Mixed(batch);

    private sealed class Mixed(BatchDraws batch) : IMixedBatch
    {
        public void Mix(int row, ref SampleLayers layers)
        {
            (int width, int height) = (batch.Options.Width, batch.Options.Height);
            Layer whole = batch.Whole(row);
            layers.Add(whole);
            layers.Add(whole with { AtX = width, Width = 0, Share = 0 });
            layers.Add(whole with { AtY = height, Height = 0, Share = 0 });
            layers.Add(whole with { AtX = width, AtY = height, Width = 0, Height = 0, Share = 0 });
        }
    }
}
