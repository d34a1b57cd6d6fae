using System.Globalization;
using Ricap.Planning;
using Ricap.Shards;

namespace Ricap.Comparing;

/// <summary>
/// Compares two records of one id field by field. Classes and sources are compared by the names that their numbers stand
/// for, since one more class or source renumbers all that follow and changes nothing about a sample.
/// </summary>
internal static class RecordDiff
{
    private static readonly string[] Corners = ["top left", "top right", "bottom left", "bottom right"];

    /// <summary>Fields of other values, in the order of the record.</summary>
    public static IReadOnlyList<FieldChange> Between(
        SampleRecord a, IReadOnlyList<string> classesA, SampleRecord b, IReadOnlyList<string> classesB) =>
    [
        .. Fields(a, classesA).Zip(Fields(b, classesB))
            .Where(pair => pair.First.Value != pair.Second.Value)
            .Select(pair => new FieldChange(pair.First.Name, pair.First.Value, pair.Second.Value)),
    ];

    private static IEnumerable<(string Name, string Value)> Fields(SampleRecord record, IReadOnlyList<string> classes)
    {
        SamplePlan plan = record.Plan;
        yield return ("size", $"{record.Width}x{record.Height}");
        yield return ("batch", $"{plan.Batch}");
        yield return ("β", record.Beta is { } beta ? BetaSchedule.Spell(beta) : "none");
        yield return ("boundary", $"{plan.BoundaryX},{plan.BoundaryY}");
        yield return ("label", string.Join(", ", record.Label
            .Select(part => (Name: ClassNames.Of(classes, part.Class), part.Weight))
            .OrderBy(part => part.Name, StringComparer.Ordinal)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Weight / (decimal)ClassWeight.PerPixel:0.######}"))));
        for (int k = 0; k < FourPatches.Count; k++)
        {
            PatchPlan patch = plan.Patches[k];
            PatchSource source = record.Sources[k];
            yield return ($"{Corners[k]} source", $"{source.Path} ({ClassNames.Of(classes, source.Class)})");
            yield return ($"{Corners[k]} crop", $"{patch.Width}x{patch.Height}+{patch.CropX}+{patch.CropY}");
            yield return ($"{Corners[k]} flip", patch.Flip ? "yes" : "no");
            yield return ($"{Corners[k]} shift", string.Create(CultureInfo.InvariantCulture, $"{patch.ShiftX},{patch.ShiftY}"));
        }
    }
}
