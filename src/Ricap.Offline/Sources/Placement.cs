namespace Ricap.Sources;

/// <summary>One axis of a fit: a run of the scaled source and where it lands in the target.</summary>
/// <param name="Source">The source's size.</param>
/// <param name="Scaled">The size the source is resampled to.</param>
/// <param name="First">The first scaled pixel that is visible.</param>
/// <param name="Count">How many scaled pixels are visible.</param>
/// <param name="Offset">Where the first of them lands in the target.</param>
internal readonly record struct AxisWindow(int Source, int Scaled, int First, int Count, int Offset)
{
    public bool IsCopy => Source == Scaled;

    /// <summary>Centres <paramref name="scaled"/> pixels in or around <paramref name="target"/> ones.</summary>
    public static AxisWindow Centred(int source, long scaled, int target) => scaled >= target
        ? new(source, checked((int)scaled), (int)((scaled - target) / 2), target, 0)
        : new(source, (int)scaled, 0, (int)scaled, (int)((target - scaled) / 2));
}

/// <summary>Where a source lands in its target; the rules are in the remarks of <see cref="FitOptions"/>.</summary>
internal readonly record struct Placement(AxisWindow X, AxisWindow Y)
{
    public static Placement Of(int width, int height, FitOptions fit)
    {
        if (fit.Fit == FitMode.Stretch)
        {
            return new(
                AxisWindow.Centred(width, fit.Width, fit.Width),
                AxisWindow.Centred(height, fit.Height, fit.Height));
        }

        // Crop scales by the larger of the two ratios, pad by the smaller; one axis then meets its target exactly.
        bool wide = (long)width * fit.Height >= (long)height * fit.Width;
        bool heightMeets = wide == (fit.Fit == FitMode.Crop);
        long scaledWidth = heightMeets ? ScaleRounded(width, fit.Height, height) : fit.Width;
        long scaledHeight = heightMeets ? fit.Height : ScaleRounded(height, fit.Width, width);
        if (fit.Fit == FitMode.Crop)
        {
            scaledWidth = Math.Max(scaledWidth, fit.Width);
            scaledHeight = Math.Max(scaledHeight, fit.Height);
        }

        return new(
            AxisWindow.Centred(width, scaledWidth, fit.Width),
            AxisWindow.Centred(height, scaledHeight, fit.Height));
    }

    /// <summary>size · numerator / denominator, halves up, at least 1.</summary>
    private static long ScaleRounded(int size, int numerator, int denominator) =>
        Math.Max(1, ((2L * size * numerator) + denominator) / (2L * denominator));
}
