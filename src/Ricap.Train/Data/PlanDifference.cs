using Ricap.Options;

namespace Ricap.Train.Data;

/// <summary>What keeps a rendered epoch from being the one that is asked for.</summary>
internal static class PlanDifference
{
    /// <summary>One text for each option that matters to an epoch and differs, e.g. <c>--seed is 1, its shards have 42</c>.</summary>
    /// <param name="asked">The options of this run.</param>
    /// <param name="rendered">Those of the data set.</param>
    /// <param name="epoch">The epoch: schedules that give it the same β are the same.</param>
    /// <remarks>What matters to one of them alone does so by another option, which differs.</remarks>
    public static IEnumerable<string> Between(DatasetOptions asked, DatasetOptions rendered, int epoch) =>
        from row in OptionTable.Table.Deciding(OptionEffects.Samples, asked)
        where row.Matters(rendered)
        let values = (Asked: row.SpellIn(asked, epoch), Rendered: row.SpellIn(rendered, epoch))
        where values.Asked != values.Rendered
        select $"--{row.NameInEpoch} is {values.Asked}, its shards have {values.Rendered}";
}
