using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ricap;

/// <summary>
/// Linux's <c>statx</c>, for what .NET keeps to itself: the inode and the time of change. Its structure is the kernel's,
/// so it is the same on every processor and with every C library. It replaces the call that .NET makes for size and time, so
/// there is still one a file.
/// </summary>
internal static partial class LinuxStat
{
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const int CloseOnExec = 0x80000;
    private const uint BasicFields = 0x7ff;
    private const ushort KindMask = 0xf000;
    private const ushort Folder = 0x4000;
    private const ushort Link = 0xa000;

    /// <summary>Whether this system has the call: Linux with glibc 2.28 or musl 1.2.5 or later.</summary>
    public static bool IsAvailable { get; } = Probe();

    /// <summary>The facts of a file, links followed; null if there is none.</summary>
    public static FileFacts? Read(string path) =>
        StatX(CurrentFolder, path, 0, BasicFields, out Result result) == 0 ? result.Facts : null;

    /// <summary>
    /// The facts of a file in an open folder, and whether it is a link, which is not followed: then, and where there is no file, there are no
    /// facts. In an open folder, so that its path is walked once and not for each file.
    /// </summary>
    /// <param name="folder">The folder's descriptor.</param>
    /// <param name="name">The file's name with a zero behind it.</param>
    public static (FileFacts? Facts, bool IsLink) ReadIn(int folder, ReadOnlySpan<byte> name) =>
        StatX(folder, in MemoryMarshal.GetReference(name), NoFollow, BasicFields, out Result result) != 0 ? (null, false)
        : result.IsLink ? (null, true)
        : (result.Facts, false);

    /// <summary>Opens a folder for <see cref="ReadIn"/>; invalid where that is not allowed.</summary>
    public static SafeFileHandle OpenFolder(string path) => Opened(path);

    /// <summary>The facts of an open file.</summary>
    public static FileFacts? Read(SafeFileHandle file) =>
        StatX(file, "", EmptyPath, BasicFields, out Result result) == 0 ? result.Facts : null;

    /// <summary>
    /// Reads a file that has as many bytes as a buffer; false if it has more or fewer, or cannot be read. It is opened, read and closed:
    /// .NET asks about it, locks it and advises the system besides, which of small files is most of the time.
    /// </summary>
    public static bool ReadWhole(string path, Span<byte> bytes)
    {
        using SafeFileHandle file = Opened(path);
        if (file.IsInvalid)
        {
            return false;
        }

        int descriptor = (int)file.DangerousGetHandle();
        int done = 0;
        for (nint read = 1; read > 0 && done < bytes.Length; done += (int)read)
        {
            read = Read(descriptor, ref bytes[done], bytes.Length - done);
            if (read < 0)
            {
                return false;
            }
        }

        byte more = 0;
        return done == bytes.Length && Read(descriptor, ref more, 1) == 0;
    }

    private static bool Probe()
    {
        try
        {
            return OperatingSystem.IsLinux() && StatX(CurrentFolder, "/", 0, BasicFields, out _) == 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false; // an older C library
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out Result result);

    [LibraryImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int StatX(int folder, ref readonly byte path, int flags, uint mask, out Result result);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int StatX(SafeFileHandle file, string path, int flags, uint mask, out Result result);

    private static SafeFileHandle Opened(string path) => new(Open(path, CloseOnExec), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint Read(int file, ref byte bytes, nint count);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Open(string path, int flags);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Result
    {
        [FieldOffset(28)]
        private readonly ushort _mode;

        [FieldOffset(32)]
        private readonly ulong _inode;

        [FieldOffset(40)]
        private readonly long _size;

        [FieldOffset(96)]
        private readonly Time _changed;

        [FieldOffset(112)]
        private readonly Time _written;

        public bool IsLink => (_mode & KindMask) == Link;

        public FileFacts? Facts => (_mode & KindMask) == Folder
            ? null
            : new FileFacts(_size, _written.Ticks, _changed.Ticks, _inode);
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        private readonly long _seconds;
        private readonly uint _nanoseconds;
        private readonly int _reserved;

        public long Ticks => DateTime.UnixEpoch.Ticks + (_seconds * TimeSpan.TicksPerSecond) + (_nanoseconds / 100);
    }
}
