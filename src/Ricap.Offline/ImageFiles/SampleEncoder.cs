using System.Buffers;
using Ricap.ImageFiles.Png;
using Ricap.Options;

namespace Ricap.ImageFiles;

/// <summary>Encodes samples into image files. One instance a thread.</summary>
internal abstract class SampleEncoder
{
    /// <summary>The encoder of a codec.</summary>
    public static SampleEncoder Create(ImageCodec codec) => codec.Kind switch
    {
        ImageKind.Png => new PngSampleEncoder(fast: false),
        ImageKind.FastPng => new PngSampleEncoder(fast: true),
        _ => new SkiaEncoder(codec),
    };

    /// <summary>Encodes one sample.</summary>
    /// <param name="rgb">The pixels, [H,W,3].</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <param name="output">Takes the file's bytes.</param>
    public abstract void Encode(ReadOnlySpan<byte> rgb, int width, int height, IBufferWriter<byte> output);

    private sealed class PngSampleEncoder(bool fast) : SampleEncoder
    {
        private readonly PngEncoder _encoder = new(fast);

        public override void Encode(ReadOnlySpan<byte> rgb, int width, int height, IBufferWriter<byte> output) =>
            _encoder.Encode(rgb, width, height, output);
    }
}
