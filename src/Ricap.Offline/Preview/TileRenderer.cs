using Ricap.Building.Base;
using Ricap.Planning;
using Ricap.Reading;
using Ricap.Rendering;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Preview;

/// <summary>Renders samples of a data set as tiles. For one thread.</summary>
internal sealed class TileRenderer(PlannedDataset dataset, BaseRows rows)
{
    private readonly int _width = dataset.Options.Width;
    private readonly int _height = dataset.Options.Height;
    private readonly ClassWeight[] _label = new ClassWeight[SampleLabels.MaxCount(dataset.Sources)];
    private readonly SampleRenderer _renderer =
        new(rows, dataset.Options.Width, dataset.Options.Height, dataset.Options.Fill);

    /// <summary>The tile of one sample of a batch.</summary>
    /// <exception cref="RicapException">The base cannot be read.</exception>
    public SheetTile Render(BatchPlan batch, SamplePlan plan)
    {
        byte[] pixels = new byte[3 * _width * _height];
        DatasetReading.Guard(dataset.Folder, () => _renderer.Render(batch, plan, pixels));
        return new SheetTile(_width, _height, pixels, $"#{plan.Index}", Label(plan), TileSeams.Of(plan, _width, _height));
    }

    /// <summary>The label of a sample: classes with their shares, the largest first. No pixel is looked at.</summary>
    public IReadOnlyList<(string Class, double Share)> Label(SamplePlan plan)
    {
        int classes = SampleLabels.Of(plan, dataset.Sources, _label);
        double whole = (double)plan.LabelTotal * ClassWeight.PerPixel;
        return
        [
            .. _label[..classes]
                .OrderByDescending(part => part.Weight)
                .ThenBy(part => part.Class)
                .Select(part => (dataset.Manifest.Classes[part.Class], part.Weight / whole)),
        ];
    }
}
