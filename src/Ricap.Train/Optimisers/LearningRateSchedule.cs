using System.Globalization;
using System.Text.RegularExpressions;
using Ricap.Planning;

namespace Ricap.Train.Optimisers;

/// <summary>
/// The learning rate as a function of the epoch's number and of nothing else, so that a resumed run needs no scheduler state.
/// Written and read as text, in the grammar of <see cref="BetaSchedule"/>.
/// </summary>
public sealed partial record LearningRateSchedule
{
    /// <summary>What a schedule looks like, for help texts and messages.</summary>
    public const string Grammar = "constant:R, linear:R1..R2@T1..T2, cosine:R1..R2@T1..T2, step:R0,R1@T1,R2@T2,…";

    private readonly Piece[] _pieces;

    private LearningRateSchedule(Piece[] pieces) => _pieces = pieces;

    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public double At(int epoch) => At((double)epoch);

    /// <summary>The learning rate at a time within the run.</summary>
    /// <param name="time">Epochs since the start, and the part of one, from 0.</param>
    internal double At(double time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        int i = _pieces.Length - 1;
        while (i > 0 && time < _pieces[i].Points[0].Epoch)
        {
            i--;
        }

        return _pieces[i].At(time);
    }

    /// <summary>Reads a schedule as it is spelled on the command line; a bare number is a constant.</summary>
    /// <param name="text">One of <see cref="Grammar"/>; rates lie in 0..1000, epochs rise. Ramps may follow one another, and any
    /// other, each in force from its T1 on: <c>linear:0.01..0.1@0..5,cosine:0.1..0@5..90</c>.</param>
    /// <exception cref="RicapException">It is not a schedule.</exception>
    public static LearningRateSchedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Piece[] pieces = [.. Split(text).Select(piece => ParsePiece(piece, text))];
        for (int i = 1; i < pieces.Length; i++)
        {
            if (!pieces[i].IsRamp)
            {
                throw Malformed(text); // it has no epoch that it would begin at
            }

            if (pieces[i].Points[0].Epoch < pieces[i - 1].Points[^1].Epoch)
            {
                throw NotRising(text, pieces[i].Points[0].Epoch);
            }
        }

        return new LearningRateSchedule(pieces);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join<Piece>(',', _pieces);

    /// <inheritdoc/>
    public bool Equals(LearningRateSchedule? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The formulas that follow one another in a schedule.</summary>
    internal static string[] Split(string text) => NextPiece().Split(text);

    private static Piece ParsePiece(string text, string whole)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? "constant" : text[..colon];
        string rest = text[(colon + 1)..];
        (int Epoch, double Rate)[] points = kind switch
        {
            "constant" => [(0, Rate(rest, whole))],
            "linear" or "cosine" => Ramp(rest, whole),
            "step" => [.. rest.Split(',').Select((part, i) => Step(part, i == 0, whole))],
            _ => throw Malformed(whole),
        };
        for (int i = 1; i < points.Length; i++)
        {
            if (points[i].Epoch <= points[i - 1].Epoch)
            {
                throw NotRising(whole, points[i].Epoch);
            }
        }

        return new Piece(kind, points);
    }

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

    private static RicapException NotRising(string text, int epoch) =>
        Invalid($"{new OptionName("lr", text)}: the epochs must rise, {epoch} does not");

    private static RicapException Malformed(string text) =>
        Invalid($"'{text}' is no learning-rate schedule; it is a number ({new OptionName("lr", "0.1")}) or one of {Grammar}");

    private static RicapException Invalid(FormattableString message) => new(Problem.InvalidOption(message));

    [GeneratedRegex(@",(?=[a-z]+:)")]
    private static partial Regex NextPiece();

    /// <summary>One formula, in force from its first point on.</summary>
    private sealed record Piece(string Kind, (int Epoch, double Rate)[] Points)
    {
        public bool IsRamp => Kind is "linear" or "cosine";

        public double At(double time)
        {
            if (!IsRamp)
            {
                return Points.Last(p => p.Epoch <= time).Rate;
            }

            // Before the ramp its first rate, after it its last. "cosine" is PyTorch's CosineAnnealingLR in closed form.
            ((int start, double from), (int end, double to)) = (Points[0], Points[1]);
            if (time < start || time >= end)
            {
                return time < start ? from : to;
            }

            double part = (time - start) / (end - start);
            return from + ((to - from) * (Kind == "cosine" ? ExactMath.HalfCosine(part) : part));
        }

        public override string ToString() => Kind switch
        {
            "constant" => $"constant:{Spell(Points[0].Rate)}",
            "step" => "step:" + string.Join(',', Points.Select((p, i) => i == 0 ? Spell(p.Rate) : $"{Spell(p.Rate)}@{p.Epoch}")),
            _ => $"{Kind}:{Spell(Points[0].Rate)}..{Spell(Points[1].Rate)}@{Points[0].Epoch}..{Points[1].Epoch}",
        };
    }
}
