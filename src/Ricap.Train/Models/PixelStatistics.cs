namespace Ricap.Train.Models;

/// <summary>What pixels are normalised by: (byte / 255 − mean) / deviation.</summary>
/// <param name="Mean">Of red, green and blue, in 0..1.</param>
/// <param name="Deviation">Likewise, above 0.</param>
internal sealed record PixelStatistics(IReadOnlyList<double> Mean, IReadOnlyList<double> Deviation)
{
    /// <summary>What torchvision's networks, and most others, are trained on ImageNet with.</summary>
    public static PixelStatistics ImageNet { get; } = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>Values in 0..1 as they are.</summary>
    public static PixelStatistics None { get; } = new([0, 0, 0], [1, 1, 1]);
}
