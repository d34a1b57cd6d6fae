using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Ricap.Sources;

/// <summary>Sources that are a file each, under one folder.</summary>
internal sealed class FileSourceSet(string root, IReadOnlyList<string> classes, IReadOnlyList<Source> sources, IReadOnlyList<string> listed)
    : SourceSet(classes, sources)
{
    /// <summary>The folder that paths start from.</summary>
    public string Root => root;

    /// <summary>The folders and files that say which sources there are: while none of these is written to, there are no others.</summary>
    public IReadOnlyList<string> Listed => listed;

    public override string FullPath(int index) => Path.Join(root, Sources[index].Path);

    public override FileFacts? Facts(int index) => Sources[index].Facts ?? FileFacts.Of(FullPath(index));

    public override SourceContent Read(int index)
    {
        Source source = Sources[index];
        string path = FullPath(index);
        try
        {
            return Read(path, source.Length);
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

        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        byte[] rented = ArrayPool<byte>.Shared.Rent((int)length);
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
