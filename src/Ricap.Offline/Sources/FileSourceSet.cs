using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ricap.Sources;

/// <summary>Sources that are a file each, under one folder.</summary>
internal sealed class FileSourceSet(string root, IReadOnlyList<string> classes, SourceTable sources, IReadOnlyList<string> listed)
    : SourceSet(classes, sources)
{
    /// <summary>Bytes of a file for which being read at once, in one call, matters more than being read ahead.</summary>
    private const long MostAtOnce = 1 << 20;

    private readonly byte[] _folder = Encoding.UTF8.GetBytes(Path.Join(root, "/"));

    /// <summary>The folder that paths start from.</summary>
    public string Root => root;

    /// <summary>The folders and files that say which sources there are: while none of these is written to, there are no others.</summary>
    public IReadOnlyList<string> Listed => listed;

    public override string FullPath(int index) => Path.Join(root, Encoding.UTF8.GetString(Sources.PathOf(index)));

    public override Hash128 PlaceOf(int index)
    {
        ReadOnlySpan<byte> path = Sources.PathOf(index);
        int length = _folder.Length + path.Length;
        Span<byte> place = length <= 1024 ? stackalloc byte[1024] : new byte[length];
        _folder.CopyTo(place);
        path.CopyTo(place[_folder.Length..]);
        return Hash128.Of(place[..length]);
    }

    public override FileFacts? Facts(int index) => Sources.FactsOf(index) ?? FileFacts.Of(FullPath(index));

    public override SourceContent Read(int index)
    {
        string path = FullPath(index);
        try
        {
            return Read(path, Sources.LengthOf(index));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.Unreadable, path, e.Message), e);
        }
    }

    private static SourceContent Read(string path, long length)
    {
        if (length == 0)
        {
            // Never opened: what shows no length may be a pipe or a device, and reading those may not end.
            return new SourceContent(path, [], 0);
        }

        if (length > Array.MaxLength)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.TooManyPixels, path, $"the file has {length} bytes, more than are read into memory"));
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent((int)length);
        if (length <= MostAtOnce && LinuxStat.IsAvailable && LinuxStat.ReadWhole(path, rented.AsSpan(0, (int)length)))
        {
            return new SourceContent(path, rented, (int)length);
        }

        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan); // or it says why not
        int read = ReadWhole(file, rented.AsSpan(0, (int)length));
        if (read == length && RandomAccess.GetLength(file) == length)
        {
            return new SourceContent(path, rented, read);
        }

        ArrayPool<byte>.Shared.Return(rented);
        throw new RicapException(Problem.Error(
            ProblemCodes.SourceChanged,
            path,
            $"the file no longer has the {length} bytes it had when it was found; build again"));
    }

    private static int ReadWhole(SafeFileHandle file, Span<byte> buffer)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            int read = RandomAccess.Read(file, buffer[done..], done);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }
}
