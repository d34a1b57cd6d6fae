namespace Ricap.Rendering.Kernels.Floats;

internal static partial class Normalise
{
    /// <summary>The oracle: one value after another, the channels in turn.</summary>
    internal static void ApplyScalar(
        ReadOnlySpan<byte> source, Span<float> destination, in RgbFloats scale, in RgbFloats bias)
    {
        ReadOnlySpan<float> scales = [scale.Red, scale.Green, scale.Blue];
        ReadOnlySpan<float> biases = [bias.Red, bias.Green, bias.Blue];
        for (int i = 0, channel = 0; i < source.Length; i++, channel = channel == 2 ? 0 : channel + 1)
        {
            // The cast rounds the product to a float before the sum is made: two roundings, on every machine.
            destination[i] = (float)(source[i] * scales[channel]) + biases[channel];
        }
    }

    /// <summary>The oracle of planes: those of one channel after another.</summary>
    internal static void PlanesScalar(
        ReadOnlySpan<byte> source, Span<float> destination, in RgbFloats scale, in RgbFloats bias)
    {
        int pixels = source.Length / KernelArguments.PixelBytes;
        ReadOnlySpan<float> scales = [scale.Red, scale.Green, scale.Blue];
        ReadOnlySpan<float> biases = [bias.Red, bias.Green, bias.Blue];
        for (int channel = 0; channel < KernelArguments.PixelBytes; channel++)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                byte value = source[(pixel * KernelArguments.PixelBytes) + channel];
                destination[(channel * pixels) + pixel] = (float)(value * scales[channel]) + biases[channel];
            }
        }
    }
}
