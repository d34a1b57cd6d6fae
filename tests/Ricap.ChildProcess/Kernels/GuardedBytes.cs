using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ricap.ChildProcess.Kernels;

/// <summary>
/// Native memory between two pages that cannot be touched: a read or write one byte outside it ends the process. It is
/// owned by this object and gone when it is disposed.
/// </summary>
internal sealed unsafe partial class GuardedBytes : IDisposable
{
    // The same on Linux and macOS.
    private const int NoAccess = 0;
    private const int ReadAndWrite = 3;

    private readonly nuint _page = (nuint)Environment.SystemPageSize;
    private readonly nuint _size;
    private readonly byte* _block;
    private readonly bool _guarded;

    /// <summary>Memory for runs of up to <paramref name="capacity"/> bytes, with its guards or without.</summary>
    public GuardedBytes(int capacity, bool guarded)
    {
        _size = ((nuint)capacity + _page - 1) / _page * _page;
        _block = (byte*)NativeMemory.AlignedAlloc(_size + (2 * _page), _page);
        _guarded = guarded;
        Guard(NoAccess);
    }

    /// <summary>Whether this system can have the guards.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>A run whose first byte comes just after the guard.</summary>
    public Span<byte> AtStart(int length) => new(_block + _page, length);

    /// <summary>A run whose last byte comes just before the guard.</summary>
    public Span<byte> AtEnd(int length) => new(_block + _page + _size - length, length);

    public void Dispose()
    {
        Guard(ReadAndWrite);
        NativeMemory.AlignedFree(_block);
    }

    private void Guard(int access)
    {
        if (_guarded && (Protect(_block, _page, access) != 0 || Protect(_block + _page + _size, _page, access) != 0))
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(void* address, nuint length, int access);
}
