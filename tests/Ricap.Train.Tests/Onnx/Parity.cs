using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Ricap.Train.Classifying;
using Ricap.Train.Data;
using Ricap.Train.Tests.Checkpoints;
using static TorchSharp.torch;
using CheckpointState = Ricap.Train.Checkpoints.CheckpointState;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Tests.Onnx;

/// <summary>A model beside its ONNX file in ONNX Runtime, on pixels of noise.</summary>
internal static class Parity
{
    /// <summary>How far a logit may be off; their standard deviation is about 1 or more.</summary>
    private const double Tolerance = 1e-4;

    public static void Assert(
        nn.Module<Tensor, Tensor> model, InferenceSession session, OnnxInput input, string name, int count, int height, int width)
    {
        using var scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor pixels = Pixels(count, height, width);
        CheckpointState state = Sample.State();
        using var normaliser = new PixelNormaliser(state.Mean, state.Deviation, CPU);
        float[] expected = [.. model.forward(normaliser.Apply(pixels).permute(0, 3, 1, 2)).data<float>()];
        (float[] logits, _) = Run(session, input, pixels, "logits");
        Formula.Near(expected, tensor(logits), Tolerance, name);
        Xunit.Assert.Equal(Tops(expected, count), Tops(logits, count));
    }

    private static IEnumerable<int> Tops(float[] logits, int count) => logits.Chunk(logits.Length / count).Select(row => Array.IndexOf(row, row.Max()));

    public static Tensor Pixels(int count, int height, int width)
    {
        byte[] bytes = new byte[count * height * width * 3];
        new Random(count).NextBytes(bytes);
        return tensor(bytes, ScalarType.Byte).reshape(count, height, width, 3);
    }

    public static (float[] First, float[] Second) Run(InferenceSession session, OnnxInput input, Tensor pixels, params string[] outputs)
    {
        int[] shape = [.. pixels.shape.Select(size => (int)size)];
        NamedOnnxValue value = input == OnnxInput.Uint8
            ? NamedOnnxValue.CreateFromTensor("images", new DenseTensor<byte>(pixels.bytes.ToArray(), shape))
            : NamedOnnxValue.CreateFromTensor("images", new DenseTensor<float>(
                pixels.to(float32).div(255).permute(0, 3, 1, 2).contiguous().data<float>().ToArray(), [shape[0], 3, shape[1], shape[2]]));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([value], outputs);
        float[][] all = [.. results.Select(result => result.AsTensor<float>().ToArray())];
        return (all[0], all.Length > 1 ? all[1] : []);
    }
}
