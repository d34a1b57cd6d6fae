namespace Ricap.Rendering;

/// <summary>The kinds of a <see cref="FillRule"/>.</summary>
internal enum FillMode
{
    Nearest,
    Reflect,
    Constant,
}

/// <summary>What shows where a shifted source has no pixels. Spelled <c>nearest</c>, <c>reflect</c>, <c>constant:RRGGBB</c>.</summary>
public readonly record struct FillRule
{
    private FillRule(FillMode mode, Rgb24 colour = default) => (Mode, Colour) = (mode, colour);

    /// <summary>The nearest edge pixel: <c>numpy.pad(mode="edge")</c>.</summary>
    public static FillRule Nearest => default;

    /// <summary>The source mirrored at its edge, the edge pixel not repeated: <c>numpy.pad(mode="reflect")</c>.</summary>
    public static FillRule Reflect => new(FillMode.Reflect);

    internal FillMode Mode { get; }

    internal Rgb24 Colour { get; }

    /// <summary>One colour.</summary>
    public static FillRule Constant(Rgb24 colour) => new(FillMode.Constant, colour);

    /// <summary>Reads a rule as it is spelled.</summary>
    public static bool TryParse(string text, out FillRule rule)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Prefix = "constant:";
        Rgb24 colour = default;
        rule = text switch
        {
            "nearest" => Nearest,
            "reflect" => Reflect,
            _ when text.StartsWith(Prefix, StringComparison.Ordinal)
                && Rgb24.TryParse(text[Prefix.Length..], null, out colour) => Constant(colour),
            _ => new FillRule((FillMode)(-1)),
        };
        return rule.Mode >= 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Mode switch
    {
        FillMode.Nearest => "nearest",
        FillMode.Reflect => "reflect",
        _ => $"constant:{Colour}",
    };
}
