using System.IO.Hashing;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Sources;
using Ricap.Sources.Finding;

namespace Ricap.Building.Parts;

/// <summary>
/// Which sources there are, found by one part and written down for the others: to list a million files takes minutes on some file
/// systems. It holds while the folders and files that say which sources there are have their times; the last run lists them itself.
/// </summary>
internal sealed class SourceListing(DatasetOptions options)
{
    private const string Header = "ricap-listing 1";

    /// <summary>What was written this shortly before the listing may have been written again without its time changing.</summary>
    private static readonly TimeSpan Racy = TimeSpan.FromSeconds(2);

    private readonly string _path = Path.Combine(Path.GetFullPath(options.Output), DatasetLayout.StateFolder, OutputFolder.SharedName, "listing");

    /// <summary>Lists the sources.</summary>
    /// <exception cref="RicapException">There are none, or they cannot be read.</exception>
    public SourceSet Find(IBuildObserver observer) => SourceKinds.Open(ClassLists.RequestOf(options), observer.OnProblem);

    /// <summary>The listing that is there; null if there is none, or one of other folders, options or times.</summary>
    public FileSourceSet? Read()
    {
        try
        {
            return File.Exists(_path) ? Parse(File.ReadAllBytes(_path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the last run has tidied, or this file system has gone: what comes next says so
        }
    }

    /// <summary>Writes a listing, unless some of it is too new, or it is not of files.</summary>
    public void Write(OutputFolder folder, SourceSet set)
    {
        if (set is not FileSourceSet files)
        {
            return;
        }

        (string Path, long Ticks)[] times = [.. files.Listed.Concat(ClassLists.FilesOf(options)).Select(path => (path, TimeOf(path)))];
        long newest = times.Max(time => time.Ticks);
        if (newest + Racy.Ticks >= DateTime.UtcNow.Ticks)
        {
            return;
        }

        byte[] bytes = Spell(files, times);
        folder.WriteShared(_path, file =>
        {
            file.Write(bytes);
            file.Write(XxHash128.Hash(bytes));
        });
    }

    private static long TimeOf(string path) => File.GetLastWriteTimeUtc(path).Ticks;

    /// <summary>What the listing is of, as the options say it: relative paths lead elsewhere from elsewhere.</summary>
    private string[] Of() => [Header, options.Images, Path.GetFullPath(options.Images), options.Classes ?? "", options.ClassOrder ?? ""];

    private byte[] Spell(FileSourceSet set, (string Path, long Ticks)[] times)
    {
        var bytes = new MemoryStream();
        using var write = new BinaryWriter(bytes);
        Array.ForEach(Of(), write.Write);
        write.Write(times.Length);
        foreach ((string path, long ticks) in times)
        {
            write.Write(path);
            write.Write(ticks);
        }

        write.Write(set.Root);
        write.Write(set.Classes.Count);
        foreach (string name in set.Classes)
        {
            write.Write(name);
        }

        write.Write(set.Sources.Count);
        foreach (Source source in set.Sources)
        {
            write.Write(source.Path);
            write.Write(source.Class);
            write.Write(source.Length);
            write.Write(source.LastWriteUtcTicks);
            write.Write(source.Label?.Classes.Count ?? 0);
            for (int i = 0; i < source.Label?.Classes.Count; i++)
            {
                write.Write(source.Label.Classes[i]);
                write.Write(source.Label.Millionths[i]);
            }
        }

        write.Flush();
        return bytes.ToArray();
    }

    private FileSourceSet? Parse(byte[] bytes)
    {
        const int hashBytes = 16;
        if (bytes.Length < hashBytes || !XxHash128.Hash(bytes.AsSpan(..^hashBytes)).AsSpan().SequenceEqual(bytes.AsSpan(^hashBytes..)))
        {
            return null;
        }

        using var read = new BinaryReader(new MemoryStream(bytes));
        if (Of().Any(expected => read.ReadString() != expected))
        {
            return null;
        }

        var listed = new string[read.ReadInt32()];
        for (int i = 0; i < listed.Length; i++)
        {
            listed[i] = read.ReadString();
            if (TimeOf(listed[i]) != read.ReadInt64())
            {
                return null;
            }
        }

        string root = read.ReadString();
        string[] classes = [.. Enumerable.Range(0, read.ReadInt32()).Select(_ => read.ReadString())];
        var sources = new Source[read.ReadInt32()];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = new Source(read.ReadString(), read.ReadInt32(), null, read.ReadInt64(), read.ReadInt64());
            int weights = read.ReadInt32();
            if (weights > 0)
            {
                sources[i] = sources[i] with
                {
                    Label = SoftLabel.FromWeights([.. Enumerable.Range(0, weights).Select(
                        _ => KeyValuePair.Create(read.ReadInt32(), (decimal)read.ReadInt32()))]),
                };
            }
        }

        return new FileSourceSet(root, classes, SourceTable.Of(sources), listed);
    }
}
