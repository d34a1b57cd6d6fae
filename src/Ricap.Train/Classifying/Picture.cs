using Ricap.Sources;
using Ricap.Sources.Decoding;

namespace Ricap.Train.Classifying;

/// <summary>An image to classify: a file, its bytes, or pixels. It is read when it is classified.</summary>
public sealed class Picture
{
    private readonly Func<PictureDecoder> _open;

    private Picture(string name, Func<PictureDecoder> open) => (Name, _open) = (name, open);

    /// <summary>What problems are said of: the file's path, or the name that was given.</summary>
    public string Name { get; }

    /// <summary>An image file: PNG, JPEG, WebP, BMP or GIF.</summary>
    public static Picture File(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(path, () => Encoded(path, Read(path)));
    }

    /// <summary>The bytes of an image file.</summary>
    /// <param name="encoded">Kept, not copied: leave them as they are until the image is classified.</param>
    /// <param name="name">What problems are said of.</param>
    public static Picture Bytes(ReadOnlyMemory<byte> encoded, string name = "picture") => new(name, () => Encoded(name, encoded));

    /// <summary>The bytes of an image file out of a stream, which is read to its end now.</summary>
    /// <param name="encoded">Stays the caller's.</param>
    /// <param name="name">What problems are said of.</param>
    public static Picture Stream(Stream encoded, string name = "picture")
    {
        ArgumentNullException.ThrowIfNull(encoded);
        using var copy = new MemoryStream();
        encoded.CopyTo(copy);
        return Bytes(copy.ToArray(), name);
    }

    /// <summary>Pixels.</summary>
    /// <param name="rgb">Red, green and blue bytes [height, width, 3], the top row first; kept, not copied.</param>
    /// <param name="width">Pixels across, from 1.</param>
    /// <param name="height">Pixels down, from 1.</param>
    /// <param name="name">What problems are said of.</param>
    public static Picture Pixels(ReadOnlyMemory<byte> rgb, int width, int height, string name = "picture")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, 3L * width * height, nameof(rgb));
        return new(name, () => (fit, target, _) =>
        {
            SizeLimit.Check(width, height, name, fit.MaxPixels);
            using var image = PixelBuffer.FromRgb(rgb.Span, width, height);
            Resampler.Render(image, fit, target);
        });
    }

    /// <summary>Decodes and brings to size as the generator does with the images of a data set.</summary>
    /// <param name="fit">The size and how to meet it.</param>
    /// <param name="rgb">Takes the pixels.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RicapException">It cannot be read, or is no image, damaged or too large.</exception>
    internal void Fit(FitOptions fit, Span<byte> rgb, CancellationToken cancellationToken) => _open()(fit, rgb, cancellationToken);

    private static PictureDecoder Encoded(string name, ReadOnlyMemory<byte> encoded) => (fit, rgb, cancellationToken) =>
    {
        using var content = new SourceContent(name, encoded);
        content.Decode(fit, rgb, cancellationToken);
    };

    private static byte[] Read(string path)
    {
        try
        {
            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.Unreadable, path, e.Message), e);
        }
    }

    private delegate void PictureDecoder(FitOptions fit, Span<byte> rgb, CancellationToken cancellationToken);
}
