using System.Globalization;
using System.Text.RegularExpressions;

namespace Ricap.Train.Optimisers;

/// <summary>
/// Schedules whose epochs are shares of the run's length: <c>linear:0.01..1@20%..90%</c> is <c>linear:0.01..1@20..90</c> in a run of
/// 100 epochs and <c>linear:0.01..1@2..9</c> in one of 10. In a run so short that several are one epoch the last of them holds:
/// <c>step:0.1,0.02@30%,0.004@60%,0.0008@80%</c> is <c>step:0.02,0.0008@1</c> in a run of one epoch.
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
        return IsRelative(resolved) ? throw new FormatException("a '%' stands behind no number")
            : IsRelative(schedule) ? Merge(LearningRateSchedule.Split(schedule), LearningRateSchedule.Split(resolved))
            : resolved;
    }

    /// <summary>Leaves out what a later share of the same epoch takes the place of; what is malformed stays so.</summary>
    private static string Merge(string[] asked, string[] resolved)
    {
        var kept = new List<string>();
        for (int i = 0; i < resolved.Length; i++)
        {
            Match times = Ramp().Match(asked[i]), ramp = Ramp().Match(resolved[i]);
            if (resolved[i].StartsWith("step:", StringComparison.Ordinal))
            {
                kept.Add(MergeSteps(asked[i].Split(','), resolved[i].Split(',')));
            }
            else if (ramp.Success && new Time(times.Groups[3].Value, ramp.Groups[3].Value).Meets(new Time(times.Groups[4].Value, ramp.Groups[4].Value)))
            {
                kept.AddRange(Jump(ramp, i == 0, i + 1 < resolved.Length ? Ramp().Match(resolved[i + 1]).Groups[3].Value : null));
            }
            else
            {
                kept.Add(resolved[i]);
            }
        }

        return string.Join(',', kept);
    }

    private static string MergeSteps(string[] asked, string[] resolved)
    {
        string first = resolved[0]["step:".Length..];
        List<(Time Time, string Step)> kept = [(new Time("0", "0"), first)];
        foreach ((string ask, string step) in asked.Zip(resolved).Skip(1))
        {
            var time = new Time(ask[(ask.IndexOf('@') + 1)..], step[(step.IndexOf('@') + 1)..]);
            if (kept[^1].Time.Meets(time))
            {
                kept.RemoveAt(kept.Count - 1);
            }

            kept.Add((time, kept.Count == 0 ? step[..step.IndexOf('@')] : step));
        }

        return $"{(kept.Count == 1 && resolved.Length > 1 ? "constant" : "step")}:{string.Join(',', kept.Select(k => k.Step))}";
    }

    /// <summary>A ramp whose ends are one epoch: its first value before that epoch, its last one from there on, until the next ramp.</summary>
    private static string[] Jump(Match ramp, bool isFirst, string? next)
    {
        (string from, string to, string at) = (ramp.Groups[1].Value, ramp.Groups[2].Value, ramp.Groups[3].Value);
        int epoch = int.Parse(at, CultureInfo.InvariantCulture);
        return (isFirst, epoch, at == next) switch
        {
            (true, > 0, true) => [$"constant:{from}"],
            (_, _, true) => [],
            (true, > 0, false) => [$"step:{from},{to}@{at}"],
            (true, _, false) => [$"constant:{to}"],
            _ => [$"linear:{to}..{to}@{at}..{epoch + 1}"],
        };
    }

    [GeneratedRegex(@"^(?:linear|cosine):(.+?)\.\.(.+)@(.+?)\.\.(.+)$")]
    private static partial Regex Ramp();

    [GeneratedRegex(@"(?<!\d)(?<!\d\.)(\d{1,6}(?:\.\d{1,6})?)%")]
    private static partial Regex Share();

    /// <summary>A time as it is asked for, and its epoch.</summary>
    private readonly record struct Time(string Asked, string Epoch)
    {
        private decimal? Percent =>
            Asked.EndsWith('%') && decimal.TryParse(Asked[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent) ? percent : null;

        /// <summary>Whether a share that is later in longer runs is the same epoch in this one.</summary>
        public bool Meets(Time share) => Epoch == share.Epoch && (Percent is { } percent ? share.Percent > percent : share.Percent is not null);
    }
}
