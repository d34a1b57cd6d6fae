using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ricap.Building.Output;

/// <summary>What is remembered of one file: the hash of its full path, of its bytes, and its facts.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct RememberedFile(Hash128 place, Hash128 hash, FileFacts facts)
{
    private readonly ulong _placeHigh = place.High;
    private readonly ulong _placeLow = place.Low;
    private readonly ulong _hashHigh = hash.High;
    private readonly ulong _hashLow = hash.Low;
    private readonly long _length = facts.Length;
    private readonly long _written = facts.WrittenTicks;
    private readonly long _changed = facts.ChangedTicks;
    private readonly ulong _inode = facts.Inode;

    /// <summary>The hash of its path.</summary>
    public Hash128 Place => new(_placeHigh, _placeLow);

    /// <summary>XXH128 of its bytes.</summary>
    public Hash128 Hash => new(_hashHigh, _hashLow);

    /// <summary>What the file system said of it.</summary>
    public FileFacts Facts => new(_length, _written, _changed, _inode);

    /// <summary>When it was touched last.</summary>
    public long LastTouched => Math.Max(_written, _changed);
}

/// <summary>
/// The file of a cache folder. It is of one machine, so numbers are in its order of bytes; one that is not whole, or not of this
/// version, is as good as none.
/// <code>
///   "ricap-hashes 3\n\0" | ticks when it was written | how many files | 64 bytes for each | XXH128 of all before
/// </code>
/// </summary>
internal static class HashFile
{
    private const int HeadLength = 32;
    private const int HashLength = 16;

    private static ReadOnlySpan<byte> Magic => "ricap-hashes 3\n\0"u8;

    /// <summary>Reads what a file remembers, and when it was written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="spare">Room that is wanted behind what is read.</param>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static (RememberedFile[] Files, int Count, long Written) Read(string path, int spare)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Span<byte> head = stackalloc byte[HeadLength];
        Span<byte> written = stackalloc byte[HashLength];
        long length = file.Length - HeadLength - HashLength;
        long count = length / Unsafe.SizeOf<RememberedFile>();
        if (length < 0
            || file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) != HeadLength
            || !head.StartsWith(Magic)
            || MemoryMarshal.Read<long>(head[(Magic.Length + sizeof(long))..]) != count
            || count * Unsafe.SizeOf<RememberedFile>() != length)
        {
            return ([], 0, 0);
        }

        RememberedFile[] files = GC.AllocateUninitializedArray<RememberedFile>(checked((int)count + spare));
        Span<byte> body = MemoryMarshal.AsBytes(files.AsSpan(0, (int)count));
        LinuxMemory.PreferLargePages(body);
        file.ReadExactly(body);
        file.ReadExactly(written);
        return HashOf(head, body).AsSpan().SequenceEqual(written)
            ? (files, (int)count, MemoryMarshal.Read<long>(head[Magic.Length..]))
            : ([], 0, 0);
    }

    /// <summary>Writes a file.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="files">What to remember.</param>
    /// <param name="now">The time.</param>
    public static void Write(Stream output, ReadOnlySpan<RememberedFile> files, long now)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        Magic.CopyTo(head);
        MemoryMarshal.Write(head[Magic.Length..], now);
        MemoryMarshal.Write(head[(Magic.Length + sizeof(long))..], (long)files.Length);
        ReadOnlySpan<byte> body = MemoryMarshal.AsBytes(files);
        output.Write(head);
        output.Write(body);
        output.Write(HashOf(head, body));
    }

    private static byte[] HashOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var hash = new XxHash128();
        hash.Append(head);
        hash.Append(body);
        return hash.GetCurrentHash();
    }
}
