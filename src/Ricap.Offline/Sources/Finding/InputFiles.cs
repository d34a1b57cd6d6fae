using System.Buffers.Binary;
using System.Collections;
using System.IO.Hashing;
using System.Text;
using Ricap.Sources.Listing;

namespace Ricap.Sources.Finding;

/// <summary>
/// Files that a build reads. Those of folders stay where their listing has put them: builds list folders each time, and an object for each
/// file of 50,000 has the collector look through all that MSBuild holds.
/// </summary>
internal sealed class InputFiles : IEnumerable<InputFile>
{
    private readonly List<InputFile> _files = [];
    private readonly List<Folder> _folders = [];

    /// <summary>Adds a file.</summary>
    public void Add(InputFile file) => _files.Add(file);

    /// <summary>Adds the files that lie directly in a folder.</summary>
    /// <param name="prefix">What their names have before that in the folder.</param>
    /// <param name="folder">Its path.</param>
    /// <param name="entries">What lies in it. Of the files all facts are known that there are; what is folders is passed over.</param>
    public void Add(string prefix, string folder, FolderEntries entries) => _folders.Add(new Folder(prefix, folder, entries));

    /// <summary>Adds other files.</summary>
    public void AddRange(InputFiles files)
    {
        _files.AddRange(files._files);
        _folders.AddRange(files._folders);
    }

    /// <summary>Asks for every file that no listing has said anything of, several at a time.</summary>
    public void Ask()
    {
        InputFile[] asked = [.. _files]; // threads may write to an array side by side, to a list not
        Workers.Share(asked.Length, i => asked[i] = asked[i] with { Listed = asked[i].Facts });
        _files.Clear();
        _files.AddRange(asked);
    }

    /// <summary>Appends a name in UTF-8 and what is known of its file to a hash.</summary>
    public static void Append(XxHash128 hash, ReadOnlySpan<byte> name, FileFacts? file)
    {
        Span<byte> fields = stackalloc byte[FileFacts.Size + sizeof(int)];
        FileFacts.Write(file, fields);
        BinaryPrimitives.WriteInt32LittleEndian(fields[FileFacts.Size..], name.Length); // so that no two sequences of names run together alike
        hash.Append(fields);
        hash.Append(name);
    }

    /// <summary>Appends the names and facts of all files to a hash.</summary>
    public void AppendTo(XxHash128 hash)
    {
        foreach (InputFile file in _files)
        {
            Append(hash, Encoding.UTF8.GetBytes(file.Name), file.Facts);
        }

        foreach ((string prefix, _, FolderEntries entries) in _folders)
        {
            Append(hash, Encoding.UTF8.GetBytes(prefix), null);
            for (int i = 0; i < entries.Count; i++)
            {
                if (!entries.IsFolder(i))
                {
                    Append(hash, entries.NameOf(i), entries.Facts(i));
                }
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<InputFile> GetEnumerator()
    {
        foreach (InputFile file in _files)
        {
            yield return file;
        }

        foreach ((string prefix, string folder, FolderEntries entries) in _folders)
        {
            for (int i = 0; i < entries.Count; i++)
            {
                if (!entries.IsFolder(i))
                {
                    yield return new InputFile(prefix + entries.Name(i), Path.Join(folder, entries.Name(i))) { Listed = entries.Facts(i) };
                }
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed record Folder(string Prefix, string Path, FolderEntries Entries);
}
