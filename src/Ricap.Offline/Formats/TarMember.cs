namespace Ricap.Formats;

/// <summary>
/// A member of a tar archive in the ustar format of POSIX.1-2001 (pax, "ustar Interchange Format"), with everything
/// that could differ between two machines left constant.
/// <code>
///   offset length field     value                        offset length field     value
///        0    100 name      ASCII, NUL-padded               157    100 linkname  NULs
///      100      8 mode      0000644\0                       257      6 magic     ustar\0
///      108      8 uid       0000000\0                       263      2 version   00
///      116      8 gid       0000000\0                       265     32 uname     NULs
///      124     12 size      11 octal digits, \0             297     32 gname     NULs
///      136     12 mtime     00000000000\0                   329      8 devmajor  0000000\0
///      148      8 chksum    6 octal digits, \0, space       337      8 devminor  0000000\0
///      156      1 typeflag  0, a regular file               345    167 prefix    NULs, to the block's end
/// </code>
/// The content follows, padded with NULs to whole blocks. Two blocks of NULs end the archive; we do not pad it to
/// a record of 20 blocks as tape drives had it: POSIX leaves that to the writer and no reader of today minds.
/// </summary>
internal static class TarMember
{
    /// <summary>Bytes of a block, the unit of every archive.</summary>
    public const int BlockSize = 512;

    /// <summary>Bytes of the two blocks of NULs that end an archive.</summary>
    public const int EndLength = 2 * BlockSize;

    /// <summary>Bytes of the longest name.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Bytes of the largest content: 8 GiB − 1, eleven octal digits.</summary>
    public const long MaxSize = (1L << 33) - 1;

    private const int SizeOffset = 124;
    private const int SizeDigits = 11;
    private const int ChecksumOffset = 148;
    private const int ChecksumDigits = 6;

    private static readonly byte[] Blank = MakeBlank();

    // A checksum is the sum of all bytes, taken while its own field holds eight spaces.
    private static readonly int BlankSum = Sum(Blank);

    /// <summary>How many NULs follow a content of so many bytes, 0..511.</summary>
    public static int PaddingAfter(long size) => (int)(-size & (BlockSize - 1));

    /// <summary>How many bytes of an archive a member takes: header, content and padding.</summary>
    public static long LengthOf(long size) => BlockSize + size + PaddingAfter(size);

    /// <summary>Writes a header.</summary>
    /// <param name="block">Receives <see cref="BlockSize"/> bytes.</param>
    /// <param name="name">The member's name: 1..100 bytes of printable ASCII without space.</param>
    /// <param name="size">Bytes of its content, 0..<see cref="MaxSize"/>.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public static void WriteHeader(Span<byte> block, ReadOnlySpan<byte> name, long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block.Length, BlockSize, nameof(block));
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
        if (!IsName(name))
        {
            throw new ArgumentException("A member's name is 1 to 100 bytes of printable ASCII.", nameof(name));
        }

        WriteFields(block, name, size);
    }

    /// <summary>Reads a header; false unless it is, byte for byte, one that <see cref="WriteHeader"/> writes.</summary>
    /// <param name="block"><see cref="BlockSize"/> bytes.</param>
    /// <param name="nameLength">Bytes of the name, which starts the block.</param>
    /// <param name="size">Bytes of the content.</param>
    public static bool TryReadHeader(ReadOnlySpan<byte> block, out int nameLength, out long size)
    {
        ReadOnlySpan<byte> nameField = block[..MaxNameLength];
        nameLength = nameField.IndexOf((byte)0) is int end and >= 0 ? end : MaxNameLength;
        if (!IsName(block[..nameLength]) || !TryReadOctal(block.Slice(SizeOffset, SizeDigits), out size))
        {
            size = 0;
            return false;
        }

        // Name and size are all that varies, so what they give must be what is there: checksum, type and the rest.
        Span<byte> expected = stackalloc byte[BlockSize];
        WriteFields(expected, block[..nameLength], size);
        return block.SequenceEqual(expected);
    }

    private static void WriteFields(Span<byte> block, ReadOnlySpan<byte> name, long size)
    {
        Blank.CopyTo(block);
        name.CopyTo(block);
        Span<byte> sizeField = block.Slice(SizeOffset, SizeDigits);
        WriteOctal(sizeField, size);
        WriteOctal(block.Slice(ChecksumOffset, ChecksumDigits), BlankSum + Sum(name) + Sum(sizeField));
        block[ChecksumOffset + ChecksumDigits] = 0;
    }

    /// <summary>A header without a name and a size.</summary>
    private static byte[] MakeBlank()
    {
        byte[] block = new byte[BlockSize];
        "0000644\00000000\00000000\0"u8.CopyTo(block.AsSpan(100));
        "00000000000\0        0"u8.CopyTo(block.AsSpan(136));
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        "0000000\00000000\0"u8.CopyTo(block.AsSpan(329));
        return block;
    }

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        foreach (byte value in bytes)
        {
            sum += value;
        }

        return sum;
    }

    private static bool IsName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= MaxNameLength && !name.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    private static void WriteOctal(Span<byte> digits, long value)
    {
        for (int i = digits.Length - 1; i >= 0; i--, value >>= 3)
        {
            digits[i] = (byte)('0' + (value & 7));
        }
    }

    private static bool TryReadOctal(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            value = (value << 3) | (uint)(digit & 7);
        }

        return !digits.ContainsAnyExceptInRange((byte)'0', (byte)'7');
    }
}
