using Ricap.Sources.Decoding.Jpeg;

namespace Ricap.Sources.Decoding;

/// <summary>
/// Decodes an encoded image: looks at the file, gives the image library what pixels depend on, and turns the result
/// upright.
/// </summary>
internal static class ImageDecoder
{
    /// <summary>
    /// Smaller images are decoded within half a second, whatever they are. Others have a thread of their own, for the
    /// library cannot be stopped.
    /// </summary>
    private const long MostPixelsToWaitFor = 4_000_000;

    /// <summary>What a copy with a little more at its end can hold.</summary>
    private const int MostBytes = 2_000_000_000;

    /// <summary>Upright pixels of <paramref name="encoded"/>, lying on <paramref name="background"/>.</summary>
    /// <param name="encoded">The file.</param>
    /// <param name="path">What problems are said of.</param>
    /// <param name="background">What shows through.</param>
    /// <param name="maxPixels">The most pixels that memory is taken for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RicapException">The bytes are no whole image of a kind that is read, or too large.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static PixelBuffer Decode(
        ReadOnlySpan<byte> encoded, string path, Rgb24 background, long maxPixels, CancellationToken cancellationToken = default)
    {
        ImageHeader header = Inspect(encoded, path, maxPixels);
        using CodecInput input = Prepare(encoded, header, path, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        PixelBuffer image = header.Size is (long width, long height) && width * height > MostPixelsToWaitFor && cancellationToken.CanBeCanceled
            ? DecodeApart(input.Bytes.ToArray(), header.Kind, path, maxPixels, cancellationToken)
            : SkiaDecoder.Decode(input.Bytes, header.Kind, path, maxPixels);
        if (header.Kind != ImageKind.Jpeg)
        {
            Flatten.Onto(background, image.Bytes); // a JPEG has no alpha to look for
        }

        return Orientation.Apply(image, input.Orientation);
    }

    private static ImageHeader Inspect(ReadOnlySpan<byte> encoded, string path, long maxPixels)
    {
        if (encoded.IsEmpty)
        {
            throw ImageProblem.Empty(path);
        }

        if (encoded.Length > MostBytes)
        {
            throw ImageProblem.TooLong(path, encoded.Length);
        }

        ImageHeader header = ImageHeader.Read(encoded);
        if (header.Unsupported is { } what)
        {
            throw ImageProblem.Unsupported(path, what);
        }

        if (header.Kind == ImageKind.None)
        {
            throw ImageProblem.NoImage(path);
        }

        if (header.Size is (long width, long height))
        {
            SizeLimit.Check(width, height, path, maxPixels);
        }

        return header;
    }

    private static CodecInput Prepare(
        ReadOnlySpan<byte> encoded, ImageHeader header, string path, CancellationToken cancellationToken)
    {
        string? damage = null;
        CodecInput input = header.Kind switch
        {
            ImageKind.Jpeg => PrepareJpeg(encoded, header.Frame, out damage, cancellationToken),
            ImageKind.Png => PngChunks.Strip(encoded, out damage),
            ImageKind.Webp => new CodecInput(encoded, WebpChunks.Orientation(encoded)),
            ImageKind.Bmp => BmpHeader.Normalize(encoded),
            _ => new CodecInput(encoded),
        };
        return damage is null ? input : throw ImageProblem.Corrupt(path, header.Kind, damage);
    }

    private static CodecInput PrepareJpeg(
        ReadOnlySpan<byte> encoded, JpegFrame? frame, out string? damage, CancellationToken cancellationToken)
    {
        if (frame is null)
        {
            damage = "its header is damaged or cut short";
            return new CodecInput(encoded);
        }

        JpegReport report = JpegCheck.Run(encoded, frame, cancellationToken);
        damage = report.Damage;
        return damage is null
            ? CodecInput.Without(
                encoded[..report.End],
                report.Metadata,
                [0xFF, JpegMarkers.EndOfImage],
                ExifOrientation.Read(encoded[report.Exif]))
            : new CodecInput(encoded);
    }

    /// <summary>
    /// Decodes on another thread. Where the work is ended meanwhile that thread is left to itself: what it decodes is
    /// its own copy, and what comes out is thrown away.
    /// </summary>
    private static PixelBuffer DecodeApart(
        byte[] encoded, ImageKind kind, string path, long maxPixels, CancellationToken cancellationToken)
    {
        Task<PixelBuffer> decoding = Task.Factory.StartNew(
            () => SkiaDecoder.Decode(encoded, kind, path, maxPixels),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            return decoding.WaitAsync(cancellationToken).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            _ = decoding.ContinueWith(Discard, TaskScheduler.Default);
            throw;
        }
    }

    private static void Discard(Task<PixelBuffer> late)
    {
        // An exception that nobody looks at would be told of as unobserved.
        if (late.Exception is null)
        {
            late.Result.Dispose();
        }
    }
}
