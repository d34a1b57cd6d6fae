using System.Globalization;
using Ricap.Options;
using Ricap.Planning;

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
            ("augment", OptionTable.Spell(asked.Augment), OptionTable.Spell(rendered.Augment)),
            .. asked.Augment == Augmentation.None ? [] : Moving(asked, rendered),
            .. asked.Augment == Augmentation.Ricap && rendered.Augment == Augmentation.Ricap ? Patching(asked, rendered, epoch) : [],
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

    private static (string Name, string Asked, string Rendered)[] Patching(DatasetOptions asked, DatasetOptions rendered, int epoch) =>
    [
        ("mode", OptionTable.Spell(asked.Mode), OptionTable.Spell(rendered.Mode)),
        ("beta", Text(asked.Schedule.At(epoch)), Text(rendered.Schedule.At(epoch))),
    ];

    /// <summary>In pixels: 10% of 30 and 3 are one shift.</summary>
    private static string Shift(DatasetOptions options) => $"{options.Plan.MaxShiftX}x{options.Plan.MaxShiftY}";

    /// <summary>Without a shift nothing is filled.</summary>
    private static string Fill(DatasetOptions options) =>
        options.Plan is { MaxShiftX: 0, MaxShiftY: 0 } ? "-" : options.Fill.ToString();

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
