using System.Globalization;
using Ricap.Options;

namespace Ricap.Train.Data;

/// <summary>What keeps a rendered epoch from being the one that is asked for.</summary>
internal static class PlanDifference
{
    /// <summary>One text for each option that matters to an epoch and differs, e.g. <c>--seed is 1, its shards have 42</c>.</summary>
    /// <param name="asked">The options of this run.</param>
    /// <param name="rendered">Those of the data set.</param>
    /// <param name="epoch">The epoch: schedules that give it the same β are the same.</param>
    public static IEnumerable<string> Between(DatasetOptions asked, DatasetOptions rendered, int epoch)
    {
        (string Name, string Asked, string Rendered)[] all =
        [
            ("augment", asked.Augment.ToString(), rendered.Augment.ToString()),
            .. asked.Augment.IsPlain ? [] : Moving(asked, rendered),
            .. asked.Augment.Equals(rendered.Augment) ? Mixing(asked, rendered, epoch) : [],
            ("batch", Text(asked.Batch), Text(rendered.Batch)),
        ];
        return all.Where(o => o.Asked != o.Rendered).Select(o => $"--{o.Name} is {o.Asked}, its shards have {o.Rendered}");
    }

    private static (string Name, string Asked, string Rendered)[] Moving(DatasetOptions asked, DatasetOptions rendered) =>
    [
        ("seed", asked.Seed.ToString(CultureInfo.InvariantCulture), rendered.Seed.ToString(CultureInfo.InvariantCulture)),
        ("flip", asked.Flip ? "horizontal" : "none", rendered.Flip ? "horizontal" : "none"),
        ("shift", Shift(asked), Shift(rendered)),
        ("fill", Fill(asked), Fill(rendered)),
    ];

    /// <summary>Of one augmentation: the options that its mixes use.</summary>
    private static IEnumerable<(string Name, string Asked, string Rendered)> Mixing(DatasetOptions asked, DatasetOptions rendered, int epoch)
    {
        if (asked.Augment.UsesMode)
        {
            yield return ("mode", OptionTable.Spell(asked.Mode), OptionTable.Spell(rendered.Mode));
        }

        if (asked.Augment.HasPatches)
        {
            yield return ("beta", Text(asked.Schedule.At(epoch)), Text(rendered.Schedule.At(epoch)));
        }

        foreach (((string name, string value), (_, string other)) in asked.MixOptions().Zip(rendered.MixOptions()))
        {
            yield return (name, value, other);
        }
    }

    /// <summary>In pixels: 10% of 30 and 3 are one shift.</summary>
    private static string Shift(DatasetOptions options) => $"{options.Plan.MaxShiftX}x{options.Plan.MaxShiftY}";

    /// <summary>Without a shift nothing is filled.</summary>
    private static string Fill(DatasetOptions options) =>
        options.Plan is { MaxShiftX: 0, MaxShiftY: 0 } ? "-" : options.Fill.ToString();

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
