using System.Globalization;

namespace Ricap.Options;

/// <summary>The kind of image files in a shard.</summary>
public enum ImageKind
{
    /// <summary>PNG: lossless, the same bytes on every machine.</summary>
    Png,

    /// <summary>WebP, lossless.</summary>
    WebP,

    /// <summary>JPEG: lossy.</summary>
    Jpeg,
}

/// <summary>An image kind and, for JPEG, its quality. Spelled <c>png</c>, <c>webp</c>, <c>jpeg:95</c>.</summary>
public readonly record struct ImageCodec(ImageKind Kind, int Quality = 0)
{
    /// <summary>PNG.</summary>
    public static ImageCodec Png => new(ImageKind.Png);

    /// <summary>Whether a sample's pixels survive it.</summary>
    public bool IsLossless => Kind != ImageKind.Jpeg;

    /// <summary>The member extension in a shard, without the dot.</summary>
    public string Extension => Kind switch
    {
        ImageKind.Png => "png",
        ImageKind.WebP => "webp",
        _ => "jpg",
    };

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
            case "webp":
            case "webp-lossless":
                codec = new ImageCodec(ImageKind.WebP);
                return true;
            case "jpeg":
                codec = new ImageCodec(ImageKind.Jpeg, 95);
                return true;
            default:
                const string Prefix = "jpeg:";
                if (!text.StartsWith(Prefix, StringComparison.Ordinal)
                    || !int.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int quality)
                    || quality is < 1 or > 100)
                {
                    return false;
                }

                codec = new ImageCodec(ImageKind.Jpeg, quality);
                return true;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ImageKind.Png => "png",
        ImageKind.WebP => "webp",
        _ => $"jpeg:{Quality}",
    };
}
