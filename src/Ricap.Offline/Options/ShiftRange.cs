using System.Globalization;

namespace Ricap.Options;

/// <summary>How far a source may move each way: whole pixels (<c>4</c>) or a share of width and height (<c>10%</c>).</summary>
public readonly record struct ShiftRange
{
    /// <summary>The largest shift in pixels.</summary>
    public const int MaxPixels = 65_535;

    private readonly int _pixels;
    private readonly decimal? _percent;

    private ShiftRange(int pixels, decimal? percent)
    {
        _pixels = pixels;
        _percent = percent;
    }

    /// <summary>Reads a range as it is spelled.</summary>
    public static bool TryParse(string text, out ShiftRange range)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = default;
        if (text.EndsWith('%'))
        {
            if (!decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent)
                || percent > 100)
            {
                return false;
            }

            range = new ShiftRange(0, percent);
            return true;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pixels) || pixels > MaxPixels)
        {
            return false;
        }

        range = new ShiftRange(pixels, null);
        return true;
    }

    /// <summary>The largest shift along an axis of <paramref name="length"/> pixels; a share is rounded down.</summary>
    public int Along(int length) => _percent is { } percent ? (int)(length * percent / 100) : _pixels;

    /// <inheritdoc/>
    public override string ToString() =>
        _percent is { } percent ? percent.ToString(CultureInfo.InvariantCulture) + "%" : _pixels.ToString(CultureInfo.InvariantCulture);
}
