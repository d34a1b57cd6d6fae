namespace Ricap.Sources.Decoding;

/// <summary>Puts a transparent image on a background.</summary>
internal static class Flatten
{
    /// <summary>
    /// Each channel becomes (a·c + (255−a)·background + 127) / 255 in integers: exact at a = 0 and a = 255.
    /// </summary>
    public static void Onto(Rgb24 background, Span<byte> rgba)
    {
        for (int i = 0; i + 3 < rgba.Length; i += 4)
        {
            int alpha = rgba[i + 3];
            if (alpha == 255)
            {
                continue;
            }

            rgba[i] = Blend(alpha, rgba[i], background.R);
            rgba[i + 1] = Blend(alpha, rgba[i + 1], background.G);
            rgba[i + 2] = Blend(alpha, rgba[i + 2], background.B);
            rgba[i + 3] = 255;
        }
    }

    private static byte Blend(int alpha, int colour, int background) =>
        (byte)(((alpha * colour) + ((255 - alpha) * background) + 127) / 255);
}
