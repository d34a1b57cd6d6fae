using System.Globalization;

namespace Ricap.Train.Cli.Experiments;

/// <summary>Figures as tables show them, with a point in every locale.</summary>
internal static class Spell
{
    /// <summary>What stands where there is no figure.</summary>
    public const string None = "–";

    /// <summary>A share of 0..1 in percent with two decimals: 0.98765 is 98.77.</summary>
    public static string Percent(double share) => Fixed(share * 100, "0.00");

    /// <summary>A difference of shares in percentage points, with its sign.</summary>
    public static string Points(double difference) => Fixed(difference * 100, "+0.00;−0.00;0.00");

    /// <summary>A loss, with four decimals.</summary>
    public static string Loss(double loss) => Fixed(loss, "0.0000");

    /// <summary>Mean and, where there is one, half-width of the interval.</summary>
    public static string Of(Summary? summary, Func<double, string> spell) => summary switch
    {
        null => None,
        { HalfWidth: { } half } => $"{spell(summary.Mean)} ± {spell(half)}",
        _ => spell(summary.Mean),
    };

    private static string Fixed(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : None;
}
