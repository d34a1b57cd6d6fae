using SkiaSharp;

namespace Ricap.Sources.Decoding;

/// <summary>
/// Decodes with the image library, which is known here and nowhere else; no colour management and no scaling happen in
/// it, because neither is the same on every machine. Samples of 16 bits keep their high byte.
/// </summary>
internal static class SkiaDecoder
{
    /// <summary>The pixels of <paramref name="encoded"/> as they are stored, with their alpha.</summary>
    /// <exception cref="RicapException">The bytes are no whole image of that kind, or too large.</exception>
    public static unsafe PixelBuffer Decode(ReadOnlySpan<byte> encoded, ImageKind kind, string path, long maxPixels)
    {
        fixed (byte* bytes = encoded)
        {
            // The codec reads our pinned bytes in place, so it must be gone before they are unpinned.
            using var data = SKData.Create((nint)bytes, encoded.Length);
            using var codec = SKCodec.Create(data);
            if (codec is null || KindOf(codec.EncodedFormat) != kind)
            {
                throw ImageProblem.Corrupt(path, kind, "its header is damaged or cut short");
            }

            SizeLimit.Check(codec.Info.Width, codec.Info.Height, path, maxPixels);
            return Decode(codec, kind, path);
        }
    }

    private static unsafe PixelBuffer Decode(SKCodec codec, ImageKind kind, string path)
    {
        // No colour space: the samples come out as they were stored.
        var info = new SKImageInfo(
            codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        var image = new PixelBuffer(info.Width, info.Height);
        SKCodecResult result;
        fixed (byte* pixels = image.Bytes)
        {
            result = codec.GetPixels(info, (nint)pixels);
        }

        if (result == SKCodecResult.Success)
        {
            return image;
        }

        image.Dispose();
        throw ImageProblem.Corrupt(path, kind, result == SKCodecResult.IncompleteInput
            ? ImageProblem.CutShort
            : $"its data is damaged ({result})");
    }

    private static ImageKind KindOf(SKEncodedImageFormat format) => format switch
    {
        SKEncodedImageFormat.Png => ImageKind.Png,
        SKEncodedImageFormat.Jpeg => ImageKind.Jpeg,
        SKEncodedImageFormat.Webp => ImageKind.Webp,
        SKEncodedImageFormat.Bmp => ImageKind.Bmp,
        SKEncodedImageFormat.Gif => ImageKind.Gif,
        _ => ImageKind.None,
    };
}
