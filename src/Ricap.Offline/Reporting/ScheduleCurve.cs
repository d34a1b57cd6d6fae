using System.Globalization;
using Ricap.Planning;

namespace Ricap.Reporting;

/// <summary>β over the epochs, as far as there is something to see.</summary>
/// <param name="Text">The schedule as it is spelled.</param>
/// <param name="Points">β at epochs from 0 on, ascending; of a long schedule not every epoch.</param>
internal sealed record ScheduleCurve(string Text, IReadOnlyList<ScheduleCurve.Point> Points)
{
    private const int MaxSteps = 400;

    /// <summary>The curve up to a little beyond the last rendered epoch and the schedule's last change.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="epochs">The epochs that must be among the points.</param>
    /// <param name="rendered">The last epoch that is rendered.</param>
    public static ScheduleCurve Of(BetaSchedule schedule, IReadOnlyList<int> epochs, int rendered)
    {
        string text = schedule.ToString()!;
        int last = Math.Max(rendered, LastChange(text));
        long end = IsList(text) ? last : Math.Min((long)last + Math.Max(1, last / 10), int.MaxValue);
        long step = Math.Max(1, (end + MaxSteps - 1) / MaxSteps);
        var at = new SortedSet<int>(epochs) { (int)end };
        for (long epoch = 0; epoch < end; epoch += step)
        {
            at.Add((int)epoch);
        }

        return new ScheduleCurve(text, [.. at.Select(epoch => new Point(epoch, schedule.At(epoch)))]);
    }

    /// <summary>The last epoch at which a schedule has something new to say: in its spelling, what follows an @.</summary>
    private static int LastChange(string text) => IsList(text)
        ? text.Count(c => c == ',')
        : text.Split('@').Skip(1)
            .Select(part => int.Parse(part.Split(',')[0].Split("..")[^1], CultureInfo.InvariantCulture))
            .DefaultIfEmpty()
            .Max();

    // A list has nothing to say beyond its end.
    private static bool IsList(string text) => text.StartsWith("list:", StringComparison.Ordinal);

    /// <summary>β of an epoch.</summary>
    internal readonly record struct Point(int Epoch, double Beta);
}
