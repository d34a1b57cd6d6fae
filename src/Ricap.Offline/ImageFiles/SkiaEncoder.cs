using System.Buffers;
using Ricap.Options;
using SkiaSharp;

namespace Ricap.ImageFiles;

/// <summary>
/// WebP (lossless) and JPEG through Skia: the one file that encodes with it. Their bytes are those of the libwebp and
/// libjpeg-turbo in the pinned SkiaSharp package; PNG, whose bytes must not depend on any of that, is our own.
/// </summary>
internal sealed class SkiaEncoder(ImageCodec codec) : SampleEncoder
{
    // Lossless: how hard to look for a smaller file, 0..100
    private const float WebPEffort = 50;

    private byte[] _rgba = [];

    public override unsafe void Encode(ReadOnlySpan<byte> rgb, int width, int height, IBufferWriter<byte> output)
    {
        int pixels = width * height;
        if (_rgba.Length < 4 * pixels)
        {
            _rgba = new byte[4 * pixels];
        }

        for (int i = 0; i < pixels; i++)
        {
            rgb.Slice(3 * i, 3).CopyTo(_rgba.AsSpan(4 * i));
            _rgba[(4 * i) + 3] = byte.MaxValue;
        }

        fixed (byte* data = _rgba)
        {
            using var pixmap = new SKPixmap(
                new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), (IntPtr)data);
            using SKData? encoded = codec.Kind == ImageKind.WebP
                ? pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, WebPEffort))
                : pixmap.Encode(new SKJpegEncoderOptions(
                    codec.Quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore));
            output.Write(encoded is null
                ? throw new InvalidOperationException($"Skia could not encode {width}x{height} pixels as {codec}.")
                : encoded.AsSpan());
        }
    }
}
