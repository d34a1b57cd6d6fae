using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Ricap;

/// <summary>
/// What the file system says of a file without its being opened. Size and time of writing alone would not tell two
/// files apart that were exchanged, or a file that was written and given its old time; the other two do.
/// </summary>
/// <param name="Length">Bytes.</param>
/// <param name="WrittenTicks">When the content was last written, UTC.</param>
/// <param name="ChangedTicks">
/// When anything of the file last changed, its name included, UTC; nobody can set it. Where a system does not say (not
/// Linux), when the file was made, which it keeps when it is renamed.
/// </param>
/// <param name="Inode">The file's number in its file system; 0 where a system has none or does not say.</param>
internal readonly record struct FileFacts(long Length, long WrittenTicks, long ChangedTicks, ulong Inode)
{
    /// <summary>Whether a file that was written has other facts, whatever its writer did to hide it.</summary>
    public static bool AreSure => LinuxStat.IsAvailable;

    /// <summary>The facts of a file, or of what a link to a file leads to; null if there is none.</summary>
    public static FileFacts? Of(string path)
    {
        if (LinuxStat.IsAvailable)
        {
            return LinuxStat.Read(path);
        }

        var named = new FileInfo(path);
        FileInfo file = named.LinkTarget is null ? named : named.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? named;
        return file.Exists
            ? new FileFacts(file.Length, file.LastWriteTimeUtc.Ticks, file.CreationTimeUtc.Ticks, 0)
            : null;
    }

    /// <summary>Bytes that <see cref="Write"/> takes.</summary>
    public const int Size = 4 * sizeof(long);

    /// <summary>Writes facts for a hash; those of a file that is not there are told from all others.</summary>
    public static void Write(FileFacts? file, Span<byte> bytes)
    {
        FileFacts facts = file ?? new FileFacts(-1, 0, 0, 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, facts.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[sizeof(long)..], facts.WrittenTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(2 * sizeof(long))..], facts.ChangedTicks);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[(3 * sizeof(long))..], facts.Inode);
    }

    /// <summary>The later of the two times.</summary>
    public long LastTouched => Math.Max(WrittenTicks, ChangedTicks);

    /// <summary>Whether a path still names the file that was opened by it. Where that cannot be told, whether it names one.</summary>
    public static bool IsStillAt(SafeFileHandle file, string path) => LinuxStat.IsAvailable
        ? LinuxStat.Read(path) is { } there && LinuxStat.Read(file) is { } opened && there.Inode == opened.Inode
        : File.Exists(path);
}
