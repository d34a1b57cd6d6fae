using System.Buffers.Binary;

namespace Ricap.Sources.Decoding;

/// <summary>
/// The header of a BMP file, in the editions that there are. Two that the image library misreads are put into words
/// that it understands.
/// </summary>
internal static class BmpHeader
{
    private const int FileHeader = 14;
    private const int Core = 12;
    private const int Info = 40;
    private const int WithAlphaMask = 56;
    private const int Version4 = 108;
    private const int BitFields = 3;
    private const int AlphaBitFields = 6;

    /// <summary>Where the masks of red, green, blue and alpha are: in the newer headers, or right behind the older one.</summary>
    private const int Masks = FileHeader + Info;

    private const int MaskLength = 16;

    /// <summary>Width and height; null where the header is cut short or damaged.</summary>
    public static (long Width, long Height)? Size(ReadOnlySpan<byte> file)
    {
        if (file.Length < FileHeader + Core)
        {
            return null;
        }

        // A negative height says that the rows run downwards; a negative width says nothing.
        return U32(file, FileHeader) == Core ? (U16(file, 18), U16(file, 20))
            : (int)U32(file, 18) is >= 0 and var width ? (width, Math.Abs((long)(int)U32(file, 22)))
            : null;
    }

    /// <summary>What of this is not read; null where it is.</summary>
    public static string? Unsupported(ReadOnlySpan<byte> file)
    {
        if (file.Length < FileHeader + Info || U32(file, FileHeader) < Info)
        {
            return null;
        }

        return (Bits(file), Compression(file)) switch
        {
            (0, 4) => "a BMP with a JPEG in it",
            (0, 5) => "a BMP with a PNG in it",
            (1, 3) when U32(file, FileHeader) == 64 => "a BMP with Huffman codes",
            (24, 4) => "a BMP with 24-bit runs",
            (64, _) => "a BMP of 64 bits a pixel",
            _ => null,
        };
    }

    /// <summary>The file as the image library reads it rightly.</summary>
    public static CodecInput Normalize(ReadOnlySpan<byte> file)
    {
        long pixels = file.Length < FileHeader + Core ? 0 : U32(file, 10);
        if (pixels < FileHeader + Core || pixels > file.Length)
        {
            return new CodecInput(file);
        }

        uint header = U32(file, FileHeader);
        bool hasAlphaMask = pixels >= Masks + MaskLength
            && ((header == Info && Compression(file) == AlphaBitFields)
                || (header == WithAlphaMask && Compression(file) is BitFields or AlphaBitFields));
        return hasAlphaMask ? WithMasks(file, (int)pixels)
            : header == Core && U16(file, 24) <= 8 && pixels < FileHeader + Core + (3L << U16(file, 24)) ? WithShortPalette(file, (int)pixels)
            : new CodecInput(file);
    }

    /// <summary>The library takes the mask of alpha from the header of version 4 only.</summary>
    private static CodecInput WithMasks(ReadOnlySpan<byte> file, int pixels)
    {
        byte[] header = new byte[FileHeader + Version4];
        file[..(Masks + MaskLength)].CopyTo(header);
        Write(header, 10, header.Length);
        Write(header, FileHeader, Version4);
        Write(header, 30, BitFields);
        return CodecInput.Of(header, file[pixels..]);
    }

    /// <summary>
    /// The oldest header has no place for how many colours there are. The library counts on all that the bits allow, but
    /// OS/2 left out those that are not used.
    /// </summary>
    private static CodecInput WithShortPalette(ReadOnlySpan<byte> file, int pixels)
    {
        ReadOnlySpan<byte> palette = file[(FileHeader + Core)..pixels];
        int colours = palette.Length / 3;
        byte[] header = new byte[FileHeader + Info + (4 * colours)];
        file[..FileHeader].CopyTo(header);
        Write(header, 10, header.Length);
        Write(header, FileHeader, Info);
        Write(header, 18, U16(file, 18));
        Write(header, 22, U16(file, 20));
        file.Slice(22, 4).CopyTo(header.AsSpan(26)); // planes and bits
        Write(header, 46, colours);
        for (int i = 0; i < colours; i++)
        {
            palette.Slice(3 * i, 3).CopyTo(header.AsSpan(FileHeader + Info + (4 * i)));
        }

        return CodecInput.Of(header, file[pixels..]);
    }

    private static int Bits(ReadOnlySpan<byte> file) => U16(file, 28);

    private static uint Compression(ReadOnlySpan<byte> file) => U32(file, 30);

    private static ushort U16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private static uint U32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static void Write(byte[] header, int at, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(at), value);
}
