using System.Globalization;

namespace Ricap.Planning;

/// <summary>What is known of a mix by its name.</summary>
/// <param name="Name">Its name in options and records: lower-case letters and digits.</param>
/// <param name="Help">What it makes, in a few words.</param>
/// <param name="UsesMode">Whether <see cref="PlanOptions.Mode"/> changes what it draws.</param>
/// <param name="Parameters">The options that are its own.</param>
/// <param name="Create">Makes it for a plan.</param>
internal sealed record MixKind(
    string Name, string Help, bool UsesMode, IReadOnlyList<MixParameter> Parameters, Func<PlanOptions, IMix> Create);

/// <summary>An option of a mix, as a row of the table of options.</summary>
/// <param name="Name">Its name on the command line without dashes; it begins with the mix's.</param>
/// <param name="Takes">What it takes.</param>
/// <param name="Default">Its default, spelled as <paramref name="Spell"/> spells it.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Spell">The one spelling of a value; null if it is malformed or out of range.</param>
internal sealed record MixParameter(string Name, string Takes, string Default, string Help, Func<string, string?> Spell)
{
    /// <summary>The α of a symmetric Beta distribution.</summary>
    public static MixParameter Alpha(string name, string fallback, string help) => new(
        name,
        $"{BetaSchedule.Spell(BoundaryTable.MinBeta)}..{BetaSchedule.Spell(BoundaryTable.MaxBeta)}",
        fallback,
        help,
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double alpha)
            && alpha >= BoundaryTable.MinBeta && alpha <= BoundaryTable.MaxBeta
            ? BetaSchedule.Spell(alpha)
            : null);
}
