using System.Globalization;

namespace Ricap.Planning;

/// <summary>
/// β as a function of the epoch's number, so that any epoch can be planned without having seen the ones before it.
/// Written and read as text, e.g. <c>linear:0.01..1@20..90</c>.
/// </summary>
public abstract record BetaSchedule
{
    /// <summary>What a schedule looks like, for help texts and messages.</summary>
    public const string Grammar =
        "constant:B, linear:B1..B2@T1..T2, cosine:B1..B2@T1..T2, step:B0,B1@T1,B2@T2,…, list:B0,B1,…";

    private static readonly OptionName Option = new("schedule");

    private protected BetaSchedule()
    {
    }

    /// <summary>β of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <exception cref="RicapException">The schedule says nothing about this epoch (a list that is too short).</exception>
    public abstract double At(int epoch);

    /// <summary>Whether it is <see cref="Constant"/>.</summary>
    internal bool IsConstant => this is ConstantBeta;

    /// <summary>The same β in every epoch.</summary>
    public static BetaSchedule Constant(double beta) => new ConstantBeta(Checked(beta, beta.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads a schedule as it is spelled on the command line; a bare number is a constant.</summary>
    /// <param name="text">One of <see cref="Grammar"/>.</param>
    /// <exception cref="RicapException">It is not a schedule, or a β lies outside <see cref="BoundaryTable.MinBeta"/>..<see cref="BoundaryTable.MaxBeta"/>.</exception>
    public static BetaSchedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':');
        string kind = colon < 0 ? "constant" : text[..colon];
        string rest = text[(colon + 1)..];
        return kind switch
        {
            "constant" => new ConstantBeta(ParseBeta(rest, text)),
            "linear" => ParseRamp(rest, text, cosine: false),
            "cosine" => ParseRamp(rest, text, cosine: true),
            "step" => ParseSteps(rest, text),
            "list" => new ListBeta([.. rest.Split(',').Select(b => ParseBeta(b, text))]),
            _ => throw Malformed(text),
        };
    }

    /// <summary>A number as every file of ours spells it: the shortest text that reads back as the same double.</summary>
    internal static string Spell(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static RampBeta ParseRamp(string rest, string whole, bool cosine)
    {
        string[] sides = rest.Split('@');
        if (sides.Length != 2 || sides[0].Split("..") is not [string from, string to]
            || sides[1].Split("..") is not [string start, string end])
        {
            throw Malformed(whole);
        }

        var ramp = new RampBeta(ParseBeta(from, whole), ParseBeta(to, whole), ParseEpoch(start, whole), ParseEpoch(end, whole), cosine);
        return ramp.Start <= ramp.End
            ? ramp
            : throw Invalid($"{Option} {whole}: the ramp ends at epoch {ramp.End}, before it starts at {ramp.Start}");
    }

    private static StepBeta ParseSteps(string rest, string whole)
    {
        string[] parts = rest.Split(',');
        var steps = new List<(int Epoch, double Beta)> { (0, ParseBeta(parts[0], whole)) };
        foreach (string part in parts.Skip(1))
        {
            if (part.Split('@') is not [string beta, string epoch])
            {
                throw Malformed(whole);
            }

            steps.Add((ParseEpoch(epoch, whole), ParseBeta(beta, whole)));
            if (steps[^1].Epoch <= steps[^2].Epoch)
            {
                throw Invalid($"{Option} {whole}: the steps' epochs must rise, {steps[^1].Epoch} does not");
            }
        }

        return new StepBeta(steps);
    }

    private static double ParseBeta(string text, string whole) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double beta)
            ? Checked(beta, whole)
            : throw Malformed(whole);

    private static double Checked(double beta, string whole) =>
        beta >= BoundaryTable.MinBeta && beta <= BoundaryTable.MaxBeta
            ? beta
            : throw Invalid($"{Option} {whole}: β {Spell(beta)} must lie in {Spell(BoundaryTable.MinBeta)}..{Spell(BoundaryTable.MaxBeta)}");

    private static int ParseEpoch(string text, string whole) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : throw Malformed(whole);

    private static RicapException Malformed(string text) =>
        Invalid($"{Option} '{text}' is not a number or one of {Grammar}");

    private static RicapException Invalid(FormattableString message) =>
        new(Problem.InvalidOption(message));

    private sealed record ConstantBeta(double Beta) : BetaSchedule
    {
        public override double At(int epoch) => Beta;

        public override string ToString() => $"constant:{Spell(Beta)}";
    }

    /// <summary>From until Start, to from End on, linear or half a cosine between; Start = End is a step.</summary>
    private sealed record RampBeta(double From, double To, int Start, int End, bool Cosine) : BetaSchedule
    {
        public override double At(int epoch)
        {
            if (epoch < Start)
            {
                return From;
            }

            if (epoch >= End)
            {
                return To;
            }

            double part = (double)(epoch - Start) / (End - Start);
            return From + ((To - From) * (Cosine ? ExactMath.HalfCosine(part) : part));
        }

        public override string ToString() =>
            $"{(Cosine ? "cosine" : "linear")}:{Spell(From)}..{Spell(To)}@{Start}..{End}";
    }

    private sealed record StepBeta(IReadOnlyList<(int Epoch, double Beta)> Steps) : BetaSchedule
    {
        public override double At(int epoch) => Steps.Last(step => step.Epoch <= epoch).Beta;

        public bool Equals(StepBeta? other) => other is not null && Steps.SequenceEqual(other.Steps);

        public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

        public override string ToString() =>
            "step:" + string.Join(',', Steps.Select((s, i) => i == 0 ? Spell(s.Beta) : $"{Spell(s.Beta)}@{s.Epoch}"));
    }

    private sealed record ListBeta(IReadOnlyList<double> Betas) : BetaSchedule
    {
        public override double At(int epoch) =>
            epoch < Betas.Count
                ? Betas[epoch]
                : throw Invalid($"{Option} {this} has β for epochs 0..{Betas.Count - 1}, none for epoch {epoch}");

        public bool Equals(ListBeta? other) => other is not null && Betas.SequenceEqual(other.Betas);

        public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

        public override string ToString() => "list:" + string.Join(',', Betas.Select(Spell));
    }
}
