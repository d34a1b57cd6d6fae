using System.IO.Hashing;
using Ricap.Shards;

namespace Ricap.Storage.Fetching;

/// <summary>A folder that a data set is fetched into: whole files, moved into place when complete.</summary>
/// <param name="folder">The folder's full path.</param>
/// <param name="writer">Tells apart those who may bring one file at once; empty where only one can, who then goes on with what a kill left.</param>
public sealed class LocalFiles(string folder, string writer = "")
{
    private const string State = ".ricap";

    /// <summary>The full path of a file of the data set.</summary>
    public string Of(string path) => Path.Join(folder, path);

    /// <summary>The list of what is ours.</summary>
    public string Owned => Path.Join(folder, State, "fetched");

    /// <summary>Where a file is while it comes: by its content, so that what a kill left is never part of another file.</summary>
    public string PartOf(ManifestFile file) =>
        Path.Join(Parts, $"{file.Path.Replace('/', '~')}.{Shards.Text.HashText.Of(file.XxHash128)}{writer}");

    /// <summary>The folder of files that come.</summary>
    public string Parts => Path.Join(folder, State, "fetch");

    /// <summary>The bytes of a small file; null if it is not there.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>What is in the place of a file: its length and, if that is right, its hash; null if nothing is.</summary>
    public StoredObject? Find(ManifestFile file)
    {
        string path = Of(file.Path);
        return LengthAt(path) is { } length ? new StoredObject(file.Path, length, length == file.Length ? HashOf(path) : null) : null;
    }

    /// <summary>How many bytes are in a place; null if nothing is. A link that leads nowhere is in the way with none.</summary>
    public static long? LengthAt(string path) => ManifestFile.LengthAt(path) ?? (File.Exists(path) ? 0 : null);

    /// <summary>Writes a small file beside its place and moves it there.</summary>
    public void Write(string path, byte[] bytes) => Guard(path, () =>
    {
        string temporary = Path.Join(Parts, $"{Path.GetFileName(path)}.new{writer}");
        Directory.CreateDirectory(Parts);
        File.WriteAllBytes(temporary, bytes);
        Move(temporary, path);
    });

    /// <summary>Opens what there is of a file that comes, to go on with it.</summary>
    public FileStream OpenPart(ManifestFile file)
    {
        string path = PartOf(file);
        return Guard(path, () =>
        {
            Directory.CreateDirectory(Parts);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        });
    }

    /// <summary>Moves a file that has come into its place.</summary>
    public void Accept(ManifestFile file)
    {
        string path = Of(file.Path);
        Guard(path, () => Move(PartOf(file), path));
    }

    /// <summary>Deletes a file; one that is gone does no harm.</summary>
    public static void Delete(string path) => Guard(path, () =>
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    });

    /// <summary>Deletes files of the data set and the folders that empties.</summary>
    public void DeleteStale(IEnumerable<string> paths)
    {
        foreach (string path in paths.Select(Of))
        {
            Delete(path);
            string parent = Path.GetDirectoryName(path)!;
            Guard(parent, () =>
            {
                if (parent != folder && Directory.Exists(parent) && !Directory.EnumerateFileSystemEntries(parent).Any())
                {
                    Directory.Delete(parent);
                }
            });
        }
    }

    /// <summary>Deletes what is left of files that came.</summary>
    public void ClearParts() => Guard(Parts, () =>
    {
        if (Directory.Exists(Parts))
        {
            Directory.Delete(Parts, recursive: true);
        }
    });

    /// <summary>Runs what writes to a path.</summary>
    public static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RicapException.NotWritten(path, e);
        }
    }

    private static void Guard(string path, Action action) => Guard(path, () =>
    {
        action();
        return true;
    });

    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Move(from, to, overwrite: true);
    }

    private static Hash128 HashOf(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            var hash = new XxHash128();
            hash.Append(stream);
            return Hash128.Of(hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static RicapException Unreadable(string path, Exception cause) =>
        new(Problem.Error(ProblemCodes.Unreadable, path, cause.Message), cause);
}
