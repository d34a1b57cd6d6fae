using System.Globalization;
using Ricap.Planning;

namespace Ricap.Train.Optimisers;

/// <summary>
/// The learning rate as a function of the epoch's number and of nothing else, so that a resumed run needs no scheduler state.
/// Written and read as text, in the grammar of <see cref="BetaSchedule"/>.
/// </summary>
public sealed record LearningRateSchedule
{
    /// <summary>What a schedule looks like, for help texts and messages.</summary>
    public const string Grammar = "constant:R, linear:R1..R2@T1..T2, cosine:R1..R2@T1..T2, step:R0,R1@T1,R2@T2,…";

    private readonly string _kind;
    private readonly (int Epoch, double Rate)[] _points;

    private LearningRateSchedule(string kind, params (int Epoch, double Rate)[] points)
    {
        _kind = kind;
        _points = points;
    }

    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public double At(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        if (_kind is "constant" or "step")
        {
            return _points.Last(p => p.Epoch <= epoch).Rate;
        }

        // Before the ramp its first rate, after it its last. "cosine" is PyTorch's CosineAnnealingLR in closed form.
        ((int start, double from), (int end, double to)) = (_points[0], _points[1]);
        if (epoch < start || epoch >= end)
        {
            return epoch < start ? from : to;
        }

        double part = (double)(epoch - start) / (end - start);
        return from + ((to - from) * (_kind == "cosine" ? ExactMath.HalfCosine(part) : part));
    }

    /// <summary>Reads a schedule as it is spelled on the command line; a bare number is a constant.</summary>
    /// <param name="text">One of <see cref="Grammar"/>; rates lie in 0..1000, epochs rise.</param>
    /// <exception cref="RicapException">It is not a schedule.</exception>
    public static LearningRateSchedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? "constant" : text[..colon];
        string rest = text[(colon + 1)..];
        (int Epoch, double Rate)[] points = kind switch
        {
            "constant" => [(0, Rate(rest, text))],
            "linear" or "cosine" => Ramp(rest, text),
            "step" => [.. rest.Split(',').Select((part, i) => Step(part, i == 0, text))],
            _ => throw Malformed(text),
        };
        for (int i = 1; i < points.Length; i++)
        {
            if (points[i].Epoch <= points[i - 1].Epoch)
            {
                throw Invalid($"{new OptionName("lr", text)}: the epochs must rise, {points[i].Epoch} does not");
            }
        }

        return new LearningRateSchedule(kind, points);
    }

    /// <inheritdoc/>
    public override string ToString() => _kind switch
    {
        "constant" => $"constant:{Spell(_points[0].Rate)}",
        "step" => "step:" + string.Join(',', _points.Select((p, i) => i == 0 ? Spell(p.Rate) : $"{Spell(p.Rate)}@{p.Epoch}")),
        _ => $"{_kind}:{Spell(_points[0].Rate)}..{Spell(_points[1].Rate)}@{_points[0].Epoch}..{_points[1].Epoch}",
    };

    /// <inheritdoc/>
    public bool Equals(LearningRateSchedule? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static (int Epoch, double Rate)[] Ramp(string rest, string whole) =>
        rest.Split('@') is [string rates, string epochs]
        && rates.Split("..") is [string from, string to] && epochs.Split("..") is [string start, string end]
            ? [(Epoch(start, whole), Rate(from, whole)), (Epoch(end, whole), Rate(to, whole))]
            : throw Malformed(whole);

    private static (int Epoch, double Rate) Step(string part, bool first, string whole) =>
        part.Split('@') switch
        {
            [string rate] when first => (0, Rate(rate, whole)),
            [string rate, string epoch] when !first => (Epoch(epoch, whole), Rate(rate, whole)),
            _ => throw Malformed(whole),
        };

    private static double Rate(string text, string whole) =>
        !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) ? throw Malformed(whole)
        : rate is >= 0 and <= 1000 ? rate
        : throw Invalid($"rate {Spell(rate)} in '{whole}' must lie in 0..1000");

    private static int Epoch(string text, string whole) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : throw Malformed(whole);

    private static string Spell(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static RicapException Malformed(string text) =>
        Invalid($"'{text}' is no learning-rate schedule; it is a number ({new OptionName("lr", "0.1")}) or one of {Grammar}");

    private static RicapException Invalid(FormattableString message) => new(Problem.InvalidOption(message));
}
