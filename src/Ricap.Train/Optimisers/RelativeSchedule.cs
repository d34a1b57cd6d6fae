using System.Globalization;
using System.Text.RegularExpressions;

namespace Ricap.Train.Optimisers;

/// <summary>
/// Schedules whose epochs are shares of the run's length: <c>linear:0.01..1@20%..90%</c> is <c>linear:0.01..1@20..90</c> in a run of
/// 100 epochs and <c>linear:0.01..1@2..9</c> in one of 10.
/// </summary>
internal static partial class RelativeSchedule
{
    /// <summary>Whether a schedule has such epochs.</summary>
    public static bool IsRelative(string schedule) => schedule.Contains('%', StringComparison.Ordinal);

    /// <summary>The epoch that is at a share of a run's length, rounded to the nearest, halves up.</summary>
    /// <param name="percent">The share, 0..100.</param>
    /// <param name="epochs">The run's length, from 1.</param>
    public static int EpochAt(decimal percent, int epochs) => (int)Math.Round(percent * epochs / 100, MidpointRounding.AwayFromZero);

    /// <summary>Puts epochs in the place of shares.</summary>
    /// <param name="schedule">A schedule; one without shares comes back as it is.</param>
    /// <param name="epochs">The run's length, from 1.</param>
    /// <exception cref="FormatException">A share is not 0..100 or stands where no epoch can.</exception>
    public static string Resolve(string schedule, int epochs)
    {
        int at = schedule.IndexOf('@', StringComparison.Ordinal);
        string resolved = Share().Replace(schedule, match =>
        {
            string number = match.Groups[1].Value;
            decimal share = decimal.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            if (share > 100 || at < 0 || match.Index < at)
            {
                throw new FormatException($"'{match.Value}' is not 0%..100% of the epochs after an '@'");
            }

            return EpochAt(share, epochs).ToString(CultureInfo.InvariantCulture);
        });
        return IsRelative(resolved) ? throw new FormatException("a '%' stands behind no number") : resolved;
    }

    [GeneratedRegex(@"(?<!\d)(?<!\d\.)(\d{1,6}(?:\.\d{1,6})?)%")]
    private static partial Regex Share();
}
