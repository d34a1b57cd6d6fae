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
}
