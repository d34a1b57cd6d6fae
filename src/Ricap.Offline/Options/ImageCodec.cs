using System.Globalization;

namespace Ricap.Options;

/// <summary>The kinds of an <see cref="ImageCodec"/>.</summary>
internal enum ImageKind
{
    Png,
    FastPng,
    WebP,
    Jpeg,
}

/// <summary>The kind of image files in a shard and, for JPEG, their quality. Spelled <c>png</c>, <c>png:fast</c>, <c>webp</c>, <c>jpeg:95</c>.</summary>
public readonly record struct ImageCodec
{
    private ImageCodec(ImageKind kind, int quality = 0) => (Kind, Quality) = (kind, quality);

    /// <summary>PNG: lossless, the same bytes on every machine.</summary>
    public static ImageCodec Png => default;

    /// <summary>PNG, made in half the time, of files somewhat larger; the same bytes on every machine too.</summary>
    public static ImageCodec FastPng => new(ImageKind.FastPng);

    /// <summary>WebP, lossless.</summary>
    public static ImageCodec WebP => new(ImageKind.WebP);

    internal ImageKind Kind { get; }

    internal int Quality { get; }

    /// <summary>Whether a sample's pixels survive it.</summary>
    public bool IsLossless => Kind != ImageKind.Jpeg;

    /// <summary>The member extension in a shard, without the dot.</summary>
    public string Extension => Kind switch
    {
        ImageKind.Png or ImageKind.FastPng => "png",
        ImageKind.WebP => "webp",
        _ => "jpg",
    };

    /// <summary>JPEG: lossy.</summary>
    /// <param name="quality">1..100.</param>
    public static ImageCodec Jpeg(int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return new ImageCodec(ImageKind.Jpeg, quality);
    }

    /// <summary>Reads a codec as it is spelled; a bare <c>jpeg</c> has quality 95.</summary>
    public static bool TryParse(string text, out ImageCodec codec)
    {
        ArgumentNullException.ThrowIfNull(text);
        codec = default;
        switch (text)
        {
            case "png":
                codec = Png;
                return true;
            case "png:fast":
                codec = FastPng;
                return true;
            case "webp":
            case "webp-lossless":
                codec = WebP;
                return true;
            case "jpeg":
                codec = Jpeg(95);
                return true;
            default:
                const string Prefix = "jpeg:";
                if (!text.StartsWith(Prefix, StringComparison.Ordinal)
                    || !int.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int quality)
                    || quality is < 1 or > 100)
                {
                    return false;
                }

                codec = Jpeg(quality);
                return true;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ImageKind.Png => "png",
        ImageKind.FastPng => "png:fast",
        ImageKind.WebP => "webp",
        _ => $"jpeg:{Quality}",
    };
}
