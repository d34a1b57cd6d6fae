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
        .. Paired([.. Fields(a, classesA)], [.. Fields(b, classesB)])
            .Where(field => field.A != field.B),
    ];

    /// <summary>Fields by name: samples of two mixes have others. What one of them lacks is empty.</summary>
    private static IEnumerable<FieldChange> Paired((string Name, string Value)[] a, (string Name, string Value)[] b) =>
        a.Concat(b).Select(field => field.Name).Distinct()
            .Select(name => new FieldChange(name, Value(a, name), Value(b, name)));

    private static string Value((string Name, string Value)[] fields, string name) =>
        Array.Find(fields, field => field.Name == name).Value ?? "";

    private static IEnumerable<(string Name, string Value)> Fields(SampleRecord record, IReadOnlyList<string> classes)
    {
        SamplePlan plan = record.Plan;
        yield return ("size", $"{record.Width}x{record.Height}");
        yield return ("batch", $"{plan.Batch}");
        yield return ("β", record.Beta is { } beta ? BetaSchedule.Spell(beta) : "none");
        yield return ("mix", plan.Mix);
        yield return ("boundary", plan.IsPatched ? $"{plan.BoundaryX},{plan.BoundaryY}" : "none");
        string label = string.Join(", ", record.Label
            .Select(part => (Name: ClassNames.Of(classes, part.Class), part.Weight))
            .OrderBy(part => part.Name, StringComparer.Ordinal)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Weight / (decimal)ClassWeight.PerPixel:0.######}")));
        yield return ("label", plan.IsPatched ? label : $"{label} of {plan.LabelTotal}");
        for (int k = 0; k < plan.Layers.Count; k++)
        {
            foreach ((string name, string value) in Fields(plan.Layers[k], record.Sources[k], classes))
            {
                yield return ($"{(plan.IsPatched ? Corners[k] : $"layer {k}")} {name}", value);
            }

            if (!plan.IsPatched)
            {
                yield return ($"layer {k} place", $"{plan.Layers[k].AtX},{plan.Layers[k].AtY}");
                yield return ($"layer {k} opacity", $"{plan.Layers[k].Opacity}");
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Fields(
        Layer layer, LayerSource? source, IReadOnlyList<string> classes)
    {
        yield return ("source", source is null ? $"colour {layer.Colour}" : $"{source.Path} ({ClassNames.Of(classes, source.Class)})");
        yield return ("crop", $"{layer.Width}x{layer.Height}+{layer.CropX}+{layer.CropY}");
        yield return ("flip", layer.Flip ? "yes" : "no");
        yield return ("shift", string.Create(CultureInfo.InvariantCulture, $"{layer.ShiftX},{layer.ShiftY}"));
    }
}
