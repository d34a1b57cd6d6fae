using System.Runtime.InteropServices;
using Google.Protobuf;
using Ricap.Train.Onnx.Schema;
using TorchSharp;

namespace Ricap.Train.Onnx.Writing;

/// <summary>Tensors and attributes as ONNX has them.</summary>
internal static class OnnxTensors
{
    /// <summary>A copy of a tensor's values, as floats, wherever it lies in memory or on which device.</summary>
    public static TensorProto Of(string name, torch.Tensor values)
    {
        using torch.Tensor detached = values.detach();
        using torch.Tensor floats = detached.to(torch.float32);
        using torch.Tensor host = floats.cpu();
        using torch.Tensor dense = host.contiguous();
        return Of(name, dense.bytes, values.shape);
    }

    /// <summary>Numbers.</summary>
    public static TensorProto Of(string name, IReadOnlyList<float> values, ReadOnlySpan<long> shape) =>
        Of(name, MemoryMarshal.AsBytes<float>(values.ToArray()), shape);

    /// <summary>Whole numbers.</summary>
    public static TensorProto Of(string name, IReadOnlyList<long> values, ReadOnlySpan<long> shape)
    {
        TensorProto tensor = Of(name, MemoryMarshal.AsBytes<long>(values.ToArray()), shape);
        tensor.DataType = (int)TensorProto.Types.DataType.Int64;
        return tensor;
    }

    /// <summary>The numbers of a tensor that <see cref="Of(string, torch.Tensor)"/> made; a copy.</summary>
    public static float[] Floats(TensorProto tensor) => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();

    /// <summary>A whole number.</summary>
    public static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>A number.</summary>
    public static AttributeProto Float(string name, double value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = (float)value };

    /// <summary>Whole numbers.</summary>
    public static AttributeProto Ints(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values.ToArray());
        return attribute;
    }

    private static TensorProto Of(string name, ReadOnlySpan<byte> values, ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Float, RawData = ByteString.CopyFrom(values) };
        tensor.Dims.AddRange(shape.ToArray());
        return tensor;
    }
}
