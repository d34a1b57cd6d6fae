using System.Runtime.InteropServices;
using Ricap.Planning.Randomness;
using TorchSharp.Modules;

namespace Ricap.Train.Models;

/// <summary>The initial weights of a model: a function of seed, parameter name and place, of nothing else.</summary>
/// <remarks>
/// <para>
/// Addressed like every draw of the plan (Philox4x32-10, key = seed), not consumed from libtorch's generator: the same seed
/// gives the same bits on every machine, device and libtorch version, whatever else draws numbers, and a layer that is
/// added changes no other. The values are uniform with the standard deviation the models' papers use for their normals,
/// since a uniform needs no logarithm or cosine, which differ between C libraries.
/// </para>
/// <list type="bullet">
/// <item>convolutions: He et al.'s √(2 / fan), over fan-out, or over fan-in for <c>densenet121</c>, as torchvision does. For
/// <c>wrn</c> fan-out is the choice of wide networks' own paper; RICAP's code takes fan-in, which differs where a layer changes the
/// number of channels: the first one begins 2.3 times as wide there;</item>
/// <item>the linear layer: ±1/√fan-in for its weights, as PyTorch does, and 0 for its biases;</item>
/// <item>normalisation: weights 1, biases 0, running mean 0, variance 1.</item>
/// </list>
/// </remarks>
internal static class WeightInit
{
    private const uint Purpose = 0x494E4954; // "INIT": no counter of the plan ends in it

    /// <summary>Sets all parameters that begin anew; the model must be on the CPU.</summary>
    public static void Apply(ImageModel model, ulong seed)
    {
        foreach ((string name, Parameter parameter) in model.named_parameters().Where(p => model.BeginsAnew(p.name)))
        {
            long[] shape = parameter.shape;
            Span<float> values = MemoryMarshal.Cast<byte, float>(parameter.bytes);
            switch (shape.Length)
            {
                case 4:
                    long fan = shape[2] * shape[3] * (model is DenseNet121 ? shape[1] : shape[0]);
                    Fill(values, seed, name, (float)Math.Sqrt(6.0 / fan)); // a uniform's deviation is its bound / √3
                    break;
                case 2:
                    Fill(values, seed, name, (float)(1 / Math.Sqrt(shape[1])));
                    break;
                default:
                    values.Fill(name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0);
                    break;
            }
        }
    }

    /// <summary>Uniform in (−bound, bound): odd multiples of 2⁻²³ times the bound, so symmetric and never 0.</summary>
    private static void Fill(Span<float> values, ulong seed, string name, float bound)
    {
        ulong address = Fnv1a(name);
        for (int i = 0; i < values.Length; i += 4)
        {
            PhiloxBlock block = Philox.Block(
                (uint)(i / 4), (uint)address, (uint)(address >> 32), Purpose, (uint)seed, (uint)(seed >> 32));
            ReadOnlySpan<uint> words = [block.W0, block.W1, block.W2, block.W3];
            for (int k = 0; k < 4 && i + k < values.Length; k++)
            {
                int odd = (int)((words[k] >> 8) | 1) - (1 << 23); // 23 bits and a last one: exact in a float
                values[i + k] = odd * (1f / (1 << 23)) * bound;
            }
        }
    }

    private static ulong Fnv1a(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }
}
