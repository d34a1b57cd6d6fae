namespace Ricap.Rendering;

/// <summary>What a shifted source shows where it has no pixels.</summary>
public enum FillMode
{
    /// <summary>The nearest edge pixel: <c>numpy.pad(mode="edge")</c>.</summary>
    Nearest,

    /// <summary>The source mirrored at its edge, the edge pixel not repeated: <c>numpy.pad(mode="reflect")</c>.</summary>
    Reflect,

    /// <summary>One colour.</summary>
    Constant,
}

/// <summary>A fill mode and, for <see cref="FillMode.Constant"/>, its colour. Spelled <c>nearest</c>, <c>reflect</c>, <c>constant:RRGGBB</c>.</summary>
public readonly record struct FillRule(FillMode Mode, Rgb24 Colour = default)
{
    /// <summary>Reads a rule as it is spelled.</summary>
    public static bool TryParse(string text, out FillRule rule)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Constant = "constant:";
        Rgb24 colour = default;
        rule = text switch
        {
            "nearest" => new FillRule(FillMode.Nearest),
            "reflect" => new FillRule(FillMode.Reflect),
            _ when text.StartsWith(Constant, StringComparison.Ordinal)
                && Rgb24.TryParse(text[Constant.Length..], null, out colour) => new FillRule(FillMode.Constant, colour),
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
