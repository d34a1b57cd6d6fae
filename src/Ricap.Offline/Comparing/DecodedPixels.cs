using Ricap.Sources;

namespace Ricap.Comparing;

/// <summary>Brings decoded images to the shape that everything here compares.</summary>
internal static class DecodedPixels
{
    /// <summary>The pixels without alpha, <c>[H,W,3]</c>; the image lies on a background already.</summary>
    public static byte[] Rgb(PixelBuffer image)
    {
        int pixels = image.Width * image.Height;
        byte[] rgb = new byte[3 * pixels];
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            image.Bytes.Slice(4 * pixel, 3).CopyTo(rgb.AsSpan(3 * pixel));
        }

        return rgb;
    }
}
