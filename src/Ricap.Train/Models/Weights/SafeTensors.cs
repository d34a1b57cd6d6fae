using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Ricap.Building.Output;

namespace Ricap.Train.Models.Weights;

/// <summary>What a tensor's values are, of those that are read and written here.</summary>
internal enum SafeTensorType
{
    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a single.</summary>
    BF16,

    /// <summary>Signed 64-bit integers.</summary>
    I64,
}

/// <summary>A tensor as it lies in a file.</summary>
/// <param name="Name">Its name, e.g. <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Shape">Its sizes; none for a single number.</param>
/// <param name="Data">Its values, little-endian, last dimension fastest; exactly as many bytes as type and shape say.</param>
internal sealed record SafeTensor(string Name, SafeTensorType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Bytes a value.</summary>
    internal static int BytesOf(SafeTensorType type) => type switch
    {
        SafeTensorType.I64 => 8,
        SafeTensorType.F32 => 4,
        _ => 2,
    };
}

/// <summary>What a safetensors file holds.</summary>
internal sealed record SafeTensorsContent(
    IReadOnlyDictionary<string, SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata);

/// <summary>
/// Reads and writes safetensors files: 8 bytes header length, a JSON header, the values. Unlike a pickle such a file is data
/// only, so one from anywhere is safe to read; this reader takes nothing that is not exactly as the format says.
/// </summary>
internal static class SafeTensors
{
    /// <summary>Reads a whole file.</summary>
    /// <exception cref="RicapException">There is no such file, it is damaged, or a tensor is of a type not read here.</exception>
    public static SafeTensorsContent Read(string path)
    {
        try
        {
            RefuseFolder(path);
            using SafeFileHandle file = File.OpenHandle(path);
            long length = RandomAccess.GetLength(file);
            byte[] start = ReadAt(file, 0, 8);
            SafeTensorsHeader.RefuseOthers(start);
            ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
            if (headerLength > SafeTensorsHeader.MaxLength || headerLength > (ulong)length - 8)
            {
                throw new SafeTensorsException($"a header of {headerLength} bytes in a file of {length} (at most {SafeTensorsHeader.MaxLength} are read)");
            }

            long data = 8 + (long)headerLength;
            var header = SafeTensorsHeader.Parse(ReadAt(file, 8, (int)headerLength), length - data);
            var tensors = new Dictionary<string, SafeTensor>(header.Entries.Count, StringComparer.Ordinal);
            foreach (SafeTensorsEntry entry in header.Entries)
            {
                byte[] values = ReadAt(file, data + entry.Start, checked((int)entry.Length));
                tensors.Add(entry.Name, new SafeTensor(entry.Name, entry.Type, entry.Shape, values));
            }

            return new SafeTensorsContent(tensors, header.Metadata);
        }
        catch (Exception e) when (e is SafeTensorsException or IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.BadWeights, path, $"cannot be read as safetensors: {e.Message}"), e);
        }
    }

    /// <summary>Writes a file beside its place and renames it there, so that no reader sees half of it.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="tensors">What to write; the order does not matter, the same tensors give the same bytes.</param>
    /// <param name="metadata">Free texts by name; null for none.</param>
    /// <exception cref="RicapException">It cannot be written.</exception>
    public static void Write(string path, IEnumerable<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // As the format's own writer does: wide types first, so that each tensor is aligned, then by name.
        SafeTensor[] sorted = [.. tensors.OrderByDescending(t => SafeTensor.BytesOf(t.Type)).ThenBy(t => t.Name, StringComparer.Ordinal)];
        byte[] header = SafeTensorsHeader.Format(sorted, metadata);

        WholeFile.Write(
            path,
            file =>
            {
                file.Write(header);
                foreach (SafeTensor tensor in sorted)
                {
                    file.Write(tensor.Data.Span);
                }

                file.Flush(flushToDisk: true);
            },
            temporary: path + ".tmp");
    }

    /// <summary>A run's folder is what people give; the files that they mean are in it.</summary>
    private static void RefuseFolder(string path)
    {
        if (Directory.Exists(path))
        {
            string[] inside = [.. Directory.EnumerateFiles(path, "*.safetensors").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
            throw new SafeTensorsException($"it is a folder{(inside.Length > 0 ? $"; give a file in it: {string.Join(", ", inside.Take(4))}" : "")}");
        }
    }

    private static byte[] ReadAt(SafeFileHandle file, long offset, int length)
    {
        // Lengths have been held against the file's before they come here: a lie in the header allocates nothing.
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length)
        {
            int read = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            done += read > 0 ? read : throw new SafeTensorsException($"it ends after {offset + done} bytes");
        }

        return bytes;
    }
}
