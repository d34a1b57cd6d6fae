using static TorchSharp.torch;

namespace Ricap.Train.Models.Weights;

/// <summary>Tensors to and from the bytes of a file.</summary>
internal static class TensorBytes
{
    /// <summary>A copy of a tensor's values, wherever it lies in memory or on which device.</summary>
    public static SafeTensor ToSafeTensor(string name, Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        using Tensor host = detached.cpu();
        using Tensor dense = host.contiguous();
        SafeTensorType type = tensor.dtype switch
        {
            ScalarType.Float32 => SafeTensorType.F32,
            ScalarType.Float16 => SafeTensorType.F16,
            ScalarType.BFloat16 => SafeTensorType.BF16,
            ScalarType.Int64 => SafeTensorType.I64,
            _ => throw new ArgumentException($"'{name}' is {tensor.dtype}, which is not written.", nameof(tensor)),
        };
        return new SafeTensor(name, type, tensor.shape, dense.bytes.ToArray());
    }

    /// <summary>Overwrites a tensor's values where they are, converted to its type; the shapes are equal.</summary>
    public static void CopyInto(Tensor target, SafeTensor source)
    {
        ScalarType type = source.Type switch
        {
            SafeTensorType.F32 => ScalarType.Float32,
            SafeTensorType.F16 => ScalarType.Float16,
            SafeTensorType.BF16 => ScalarType.BFloat16,
            _ => ScalarType.Int64,
        };
        using IDisposable quiet = no_grad();
        using Tensor values = empty([.. source.Shape], type);
        source.Data.Span.CopyTo(values.bytes);
        target.copy_(values);
    }
}
