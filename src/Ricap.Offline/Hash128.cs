using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;

namespace Ricap;

/// <summary>An XXH128 hash.</summary>
/// <remarks>
/// Not <see cref="UInt128"/>: no code is compiled ahead that touches one, so that nearly all of a build would be compiled when it runs, which of
/// a small build is most of the time.
/// </remarks>
/// <param name="High">The upper half.</param>
/// <param name="Low">The lower half.</param>
public readonly record struct Hash128(ulong High, ulong Low)
{
    /// <summary>Bytes that <see cref="Write"/> takes.</summary>
    internal const int Size = 2 * sizeof(ulong);

    /// <summary>The hash of some bytes.</summary>
    public static Hash128 Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Size];
        XxHash128.Hash(bytes, hash);
        return FromCanonical(hash);
    }

    /// <summary>The hash of what a hasher has seen so far; the hasher can go on.</summary>
    public static Hash128 Of(XxHash128 hasher)
    {
        ArgumentNullException.ThrowIfNull(hasher);
        Span<byte> hash = stackalloc byte[Size];
        hasher.GetCurrentHash(hash);
        return FromCanonical(hash);
    }

    /// <summary>Its 32 digits, lower case, the most significant first.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");

    /// <summary>Reads a hash of a binary file, the least significant byte first.</summary>
    internal static Hash128 Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes));

    /// <summary>Writes it as <see cref="Read"/> reads it.</summary>
    internal void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(ulong)..], High);
    }

    /// <summary>The most significant byte first, which is how xxHash specifies it.</summary>
    private static Hash128 FromCanonical(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));
}
