using Ricap.Planning;
using Ricap.Preview;
using Ricap.Reading;
using Ricap.Shards;

namespace Ricap.Comparing;

/// <summary>Makes tiles of stored samples.</summary>
internal static class SampleTile
{
    /// <summary>A stored sample as a tile of a contact sheet.</summary>
    public static SheetTile Of(StoredSample sample, IReadOnlyList<string> classes, string title)
    {
        SampleRecord record = sample.Record;
        double whole = (double)record.Plan.LabelTotal * ClassWeight.PerPixel;
        (string, double)[] label =
        [
            .. record.Label
                .OrderByDescending(part => part.Weight)
                .ThenBy(part => part.Class)
                .Select(part => (ClassNames.Of(classes, part.Class), part.Weight / whole)),
        ];
        return new SheetTile(
            record.Width, record.Height, sample.Pixels, title, label, TileSeams.Of(record.Plan, record.Width, record.Height));
    }
}
