namespace Ricap.Planning;

/// <summary>A rectangle within a sample: left, top, width, height in pixels; the last two can be 0.</summary>
internal readonly record struct Box(int X, int Y, int Width, int Height)
{
    /// <summary>
    /// A box of <paramref name="sideX"/> by <paramref name="sideY"/> about a pixel, cut off at the sample's edges. Half a
    /// side, rounded down, lies to each side of the centre, as in the code of CutMix, timm, torchvision and Cutout: an
    /// odd side is a pixel shorter.
    /// </summary>
    public static Box About(int centreX, int centreY, int sideX, int sideY, int width, int height)
    {
        (int left, int right) = (Math.Max(centreX - (sideX / 2), 0), Math.Min(centreX + (sideX / 2), width));
        (int top, int bottom) = (Math.Max(centreY - (sideY / 2), 0), Math.Min(centreY + (sideY / 2), height));
        return new Box(left, top, right - left, bottom - top);
    }

    /// <summary>⌊length · √(part / 65,536)⌋, exactly.</summary>
    /// <param name="length">0..2²⁰.</param>
    /// <param name="part">0..65,536.</param>
    public static int Side(int length, int part)
    {
        // ⌊√x⌋ = ⌊√⌊x⌋⌋. IEEE rounds √ correctly, so of a whole number this small it never comes out at the next one.
        ulong square = (ulong)length * (ulong)length * (ulong)part / MixRatio.Unit;
        return (int)Math.Sqrt(square);
    }
}
