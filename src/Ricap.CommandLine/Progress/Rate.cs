using System.Globalization;

namespace Ricap.CommandLine.Progress;

/// <summary>
/// How fast a phase goes, over the last while: the first notes of a phase come in a burst, and phases that begin with
/// copying and end with decoding change their pace, so neither the first note nor the mean since then tells much.
/// </summary>
public sealed class Rate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LeastSpan = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(200);

    private readonly Queue<(TimeSpan At, long Done)> _notes = [];
    private TimeSpan _lastQueued;

    /// <summary>Things a second; null as long as too little is known.</summary>
    public double? PerSecond { get; private set; }

    /// <summary>Takes note of how much is done by now.</summary>
    public void Note(long done, TimeSpan now)
    {
        if (_notes.Count == 0 || now - _lastQueued >= Spacing)
        {
            _notes.Enqueue((now, done));
            _lastQueued = now;
        }

        while (_notes.Count > 2 && now - _notes.Peek().At > Window)
        {
            _notes.Dequeue();
        }

        (TimeSpan began, long first) = _notes.Peek();
        PerSecond = now - began >= LeastSpan && done > first ? (done - first) / (now - began).TotalSeconds : null;
    }

    /// <summary>How long the rest takes at this pace; null as long as too little is known.</summary>
    public TimeSpan? Left(long done, long total) =>
        PerSecond is { } pace ? TimeSpan.FromSeconds(Math.Min((total - done) / pace, TimeSpan.FromDays(999).TotalSeconds)) : null;

    /// <summary>Pace and time left for people, e.g. <c>1,234/s, 0:42 left</c>; empty as long as too little is known.</summary>
    public string Describe(long done, long total)
    {
        if (PerSecond is not { } pace || Left(done, total) is not { } left)
        {
            return "";
        }

        string speed = pace >= 10 ? string.Create(CultureInfo.InvariantCulture, $"{pace:N0}/s") : string.Create(CultureInfo.InvariantCulture, $"{pace:N1}/s");
        string time = left.TotalHours >= 1 ? $"{(long)left.TotalHours}:{left:mm\\:ss}" : $"{left.Minutes}:{left:ss}";
        return done < total ? $"{speed}, {time} left" : speed;
    }
}
