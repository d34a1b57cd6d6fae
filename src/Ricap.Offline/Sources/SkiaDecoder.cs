using SkiaSharp;

namespace Ricap.Sources;

/// <summary>
/// Decodes an encoded image. The one place that knows the image library; no colour management and no scaling happen in
/// it, because neither is the same on every machine. Samples of 16 bits keep their high byte.
/// </summary>
internal static class SkiaDecoder
{
    /// <summary>Upright pixels of <paramref name="encoded"/>, lying on <paramref name="background"/>.</summary>
    /// <exception cref="RicapException">The bytes are no whole image of a kind that is read, or too large.</exception>
    public static unsafe PixelBuffer Decode(
        ReadOnlySpan<byte> encoded, string path, Rgb24 background, long maxPixels)
    {
        ImageHeader header = Inspect(encoded, path, maxPixels);
        fixed (byte* bytes = encoded)
        {
            // The codec reads our pinned bytes in place, so it must be gone before they are unpinned.
            using var data = SKData.Create((nint)bytes, encoded.Length);
            using var codec = SKCodec.Create(data);
            if (codec is null || KindOf(codec.EncodedFormat) != header.Kind)
            {
                throw Corrupt(path, header.Kind, "its header is damaged or cut short");
            }

            SizeLimit.Check(codec.Info.Width, codec.Info.Height, path, maxPixels);
            PixelBuffer image = Decode(codec, path, header.Kind);
            Flatten.Onto(background, image.Bytes);
            return Orientation.Apply(image, (int)codec.EncodedOrigin);
        }
    }

    private static unsafe PixelBuffer Decode(SKCodec codec, string path, ImageKind kind)
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
        throw Corrupt(path, kind, result == SKCodecResult.IncompleteInput
            ? "it is cut short"
            : $"its data is damaged ({result})");
    }

    private static ImageHeader Inspect(ReadOnlySpan<byte> encoded, string path, long maxPixels)
    {
        if (encoded.IsEmpty)
        {
            throw new RicapException(Problem.Error(ProblemCodes.EmptyFile, path, "the file is empty (0 bytes)"));
        }

        ImageHeader header = ImageHeader.Read(encoded);
        if (header.Kind == ImageKind.None)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.NotAnImage,
                path,
                "the content is not PNG, JPEG, WebP, BMP or GIF, whatever the name says"));
        }

        if (header.Size is (long width, long height))
        {
            SizeLimit.Check(width, height, path, maxPixels);
        }

        return header.LacksEnd ? throw Corrupt(path, header.Kind, "it is cut short") : header;
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

    private static RicapException Corrupt(string path, ImageKind kind, string why) =>
        new(Problem.Error(ProblemCodes.CorruptImage, path, $"the {Name(kind)} image cannot be decoded: {why}"));

    private static string Name(ImageKind kind) => kind == ImageKind.Webp ? "WebP" : kind.ToString().ToUpperInvariant();
}
