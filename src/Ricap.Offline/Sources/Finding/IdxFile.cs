using System.Buffers.Binary;
using System.IO.Compression;

namespace Ricap.Sources.Finding;

/// <summary>An IDX file of unsigned bytes, gzipped or not: a header with the dimensions, then the values.</summary>
/// <param name="Dimensions">As many as the file says it has, outermost first.</param>
/// <param name="Values">The bytes, as many as the product of the dimensions.</param>
internal sealed record IdxFile(IReadOnlyList<int> Dimensions, ReadOnlyMemory<byte> Values)
{
    private const byte UnsignedByte = 0x08;

    /// <summary>More than deflate can expand anything: what a header promises beyond it cannot be there.</summary>
    private const int MaxExpansion = 1032;

    public static IdxFile Read(string path, int rank)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            bool zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            if (!zipped)
            {
                return Read(file, file.Length, path, rank);
            }

            using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            return Read(unzipped, checked(file.Length * MaxExpansion), path, rank);
        }
        catch (InvalidDataException e)
        {
            throw Malformed(path, $"the gzip data is damaged: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.Unreadable, path, e.Message), e);
        }
    }

    public static RicapException Malformed(string path, string what) =>
        new(Problem.Error(ProblemCodes.MalformedIdx, path, what));

    private static IdxFile Read(Stream stream, long longest, string path, int rank)
    {
        byte[] header = new byte[4 + (4 * rank)];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read < header.Length)
        {
            throw Malformed(path, $"the header is cut short: {read} of {header.Length} bytes");
        }

        if (!header.AsSpan(0, 4).SequenceEqual((ReadOnlySpan<byte>)[0, 0, UnsignedByte, (byte)rank]))
        {
            throw Malformed(
                path,
                $"it begins with {Convert.ToHexString(header, 0, 4)}; "
                + $"an IDX file of {rank}-dimensional bytes begins with 000008{rank:X2}");
        }

        uint[] dimensions = [.. Enumerable.Range(1, rank).Select(
            i => BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 * i)))];
        byte[] values = ReadValues(stream, dimensions, longest - header.Length, path);
        return new IdxFile([.. dimensions.Select(size => (int)size)], values);
    }

    private static byte[] ReadValues(Stream stream, uint[] dimensions, long longest, string path)
    {
        UInt128 count = dimensions.Aggregate(UInt128.One, (product, size) => product * size);
        string promise = $"the header promises {string.Join('x', dimensions)} bytes";
        if (count > (UInt128)longest)
        {
            throw Malformed(path, $"{promise}, which the file cannot hold; it is cut short or damaged");
        }

        if (count > (UInt128)Array.MaxLength)
        {
            throw Malformed(path, $"{promise}, more than are read into memory; split the file");
        }

        byte[] values = GC.AllocateUninitializedArray<byte>((int)count);
        int read = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (read < values.Length)
        {
            throw Malformed(path, $"{promise} but only {read} follow; the file is cut short");
        }

        return stream.ReadByte() < 0 ? values : throw Malformed(path, $"{promise} but more follow");
    }
}
