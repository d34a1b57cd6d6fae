using System.Globalization;
using Ricap.Building;

namespace Ricap.CommandLine.Progress;

/// <summary>A line every few seconds: for logs, where a bar would be noise. Short work prints none.</summary>
public sealed class ProgressLines(CommandContext context, Func<BuildPhase, string> verb) : WorkProgress(context, verb)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private BuildPhase? _phase;
    private Rate _rate = new();
    private TimeSpan _next = Every;

    public override void OnProgress(BuildPhase phase, long done, long total)
    {
        TimeSpan now = Elapsed;
        if (_phase != phase)
        {
            (_phase, _rate) = (phase, new Rate());
        }

        _rate.Note(done, now);
        if (now < _next)
        {
            return;
        }

        _next = now + Every;
        string pace = _rate.Describe(done, total);
        Context.Say(string.Create(CultureInfo.InvariantCulture, $"{VerbOf(phase)}: {done:N0} of {total:N0}{(pace.Length > 0 ? $", {pace}" : "")}"));
    }
}
