using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Ricap.Train.Onnx.Schema;
using DataType = Ricap.Train.Onnx.Schema.TensorProto.Types.DataType;

namespace Ricap.Train.Onnx.Reading;

/// <summary>The values of a tensor in an ONNX file. What a header says is held against the bytes that are there before anything is allocated.</summary>
/// <param name="path">The file.</param>
internal sealed class TensorReading(string path)
{
    private const int MostDimensions = 8;

    /// <summary>Reads one.</summary>
    /// <param name="tensor">As it is in the file.</param>
    /// <param name="hollow">Whether floats may be missing, as in a graph whose weights lie elsewhere; they are then 0.</param>
    /// <exception cref="RicapException">Its values are missing, or are not as many as its shape says, or of a type that is not read.</exception>
    public OnnxTensor Read(TensorProto tensor, bool hollow)
    {
        string name = OnnxProblems.Shown(tensor.Name);
        int count = CountOf(tensor, name);
        var type = (DataType)tensor.DataType;
        if (type is not (DataType.Float or DataType.Float16 or DataType.Bfloat16 or DataType.Double or DataType.Int64 or DataType.Int32 or DataType.Bool))
        {
            throw OnnxProblems.Unsupported(
                path, $"tensor '{name}' is {(Enum.IsDefined(type) ? type.ToString().ToLowerInvariant() : $"of type {tensor.DataType}")}; float, float16, bfloat16, double, int32 and int64 are read");
        }

        long[] shape = [.. tensor.Dims];
        if (hollow && IsHollow(tensor))
        {
            return new OnnxTensor(tensor.Name, shape, new float[count], null);
        }

        byte[] raw = tensor.DataLocation == TensorProto.Types.DataLocation.External ? External(tensor, name) : tensor.RawData.ToByteArray();
        int width = type switch
        {
            DataType.Double or DataType.Int64 => 8,
            DataType.Float or DataType.Int32 => 4,
            DataType.Bool => 1,
            _ => 2,
        };
        int found = raw.Length > 0 ? raw.Length / width : Listed(tensor, type);
        if (found != count || (raw.Length > 0 && raw.Length != (long)count * width))
        {
            throw OnnxProblems.Bad(path, $"tensor '{name}' is [{string.Join(',', tensor.Dims)}] and has {found} values");
        }

        return type is DataType.Int64 or DataType.Int32 or DataType.Bool
            ? new OnnxTensor(tensor.Name, shape, null, Integers(tensor, type, raw, count))
            : new OnnxTensor(tensor.Name, shape, Floats(tensor, type, raw, count), null);
    }

    /// <summary>Whether a tensor of floats has a shape and no values.</summary>
    public static bool IsHollow(TensorProto tensor) =>
        (DataType)tensor.DataType == DataType.Float && tensor.RawData.IsEmpty && tensor.FloatData.Count == 0
        && tensor.DataLocation == TensorProto.Types.DataLocation.Default && !tensor.Dims.Contains(0);

    private int CountOf(TensorProto tensor, string name)
    {
        long count = 1;
        foreach (long size in tensor.Dims)
        {
            count = size is < 0 or > int.MaxValue || tensor.Dims.Count > MostDimensions || count * size > Array.MaxLength / 4
                ? throw OnnxProblems.Bad(path, $"tensor '{name}' has {tensor.Dims.Count} dimensions, [{string.Join(',', tensor.Dims.Take(MostDimensions))}]")
                : count * size;
        }

        return (int)count;
    }

    private static int Listed(TensorProto tensor, DataType type) => type switch
    {
        DataType.Float => tensor.FloatData.Count,
        DataType.Double => tensor.DoubleData.Count,
        DataType.Int64 => tensor.Int64Data.Count,
        _ => tensor.Int32Data.Count,
    };

    private static float[] Floats(TensorProto tensor, DataType type, byte[] raw, int count)
    {
        float[] values = new float[count];
        if (raw.Length == 0 && type == DataType.Float)
        {
            tensor.FloatData.CopyTo(values, 0);
            return values;
        }

        for (int i = 0; i < count; i++)
        {
            values[i] = (type, raw.Length) switch
            {
                (DataType.Float, _) => BinaryPrimitives.ReadSingleLittleEndian(raw.AsSpan(4 * i)),
                (DataType.Double, 0) => (float)tensor.DoubleData[i],
                (DataType.Double, _) => (float)BinaryPrimitives.ReadDoubleLittleEndian(raw.AsSpan(8 * i)),
                (DataType.Float16, 0) => (float)BitConverter.UInt16BitsToHalf((ushort)tensor.Int32Data[i]),
                (DataType.Float16, _) => (float)BinaryPrimitives.ReadHalfLittleEndian(raw.AsSpan(2 * i)),
                (_, 0) => BitConverter.UInt32BitsToSingle((uint)tensor.Int32Data[i] << 16),
                _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(raw.AsSpan(2 * i)) << 16),
            };
        }

        return values;
    }

    private static long[] Integers(TensorProto tensor, DataType type, byte[] raw, int count)
    {
        long[] values = new long[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (type, raw.Length) switch
            {
                (DataType.Int64, 0) => tensor.Int64Data[i],
                (DataType.Int64, _) => BinaryPrimitives.ReadInt64LittleEndian(raw.AsSpan(8 * i)),
                (_, 0) => tensor.Int32Data[i],
                (DataType.Bool, _) => raw[i],
                _ => BinaryPrimitives.ReadInt32LittleEndian(raw.AsSpan(4 * i)),
            };
        }

        return values;
    }

    /// <summary>The bytes of a tensor that lies in a file beside the ONNX file; one elsewhere is not looked at.</summary>
    private byte[] External(TensorProto tensor, string name)
    {
        string Entry(string key) => tensor.ExternalData.LastOrDefault(e => e.Key == key)?.Value ?? "";
        string location = Entry("location");
        if (location.Length == 0 || Path.GetFileName(location) != location || location is "." or ".." || location.Any(char.IsControl))
        {
            throw OnnxProblems.Bad(path, $"the values of tensor '{name}' lie in '{OnnxProblems.Shown(location)}', which is no file beside it");
        }

        string file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, location);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(file);
            long length = RandomAccess.GetLength(handle);
            long start = Number(Entry("offset"), 0);
            long size = Number(Entry("length"), length - start);
            if (start < 0 || size < 0 || start > length || size > length - start || size > Array.MaxLength)
            {
                throw OnnxProblems.Bad(path, $"tensor '{name}' lies at {start}..{start + size} of '{location}', which has {length} bytes");
            }

            byte[] bytes = new byte[size];
            for (int done = 0; done < bytes.Length;)
            {
                int read = RandomAccess.Read(handle, bytes.AsSpan(done), start + done);
                done += read > 0 ? read : throw new EndOfStreamException($"it ends after {start + done} bytes");
            }

            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OnnxProblems.Bad(path, $"the values of tensor '{name}' lie in '{location}' beside it: {e.Message}", e);
        }

        long Number(string text, long otherwise) => text.Length == 0 ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : -1;
    }
}
