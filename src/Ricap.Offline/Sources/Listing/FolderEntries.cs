using Ricap.Sources.Classes;

namespace Ricap.Sources.Listing;

/// <summary>
/// What one pass over a folder says about the things in it, without opening them; in columns, for there may be a hundred thousand.
/// </summary>
internal sealed class FolderEntries
{
    private readonly Utf8List _names = new();
    private readonly Column<bool> _areFolders = new();
    private readonly Column<bool> _areLinks = new();
    private readonly Column<bool> _areThere = new();
    private readonly Column<FileFacts> _facts = new();
    private int[] _order = [];

    /// <summary>How many there are.</summary>
    public int Count => _names.Count;

    /// <summary>How many bytes their names have together.</summary>
    public long Length => _names.Length;

    /// <summary>Whether no two names in the folder can collide on any system.</summary>
    public bool ArePlain
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                if (!NameCollisions.IsPlain(_names[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The name of a thing; what is not valid in it is U+FFFD.</summary>
    public string Name(int index) => _names.Text(_order[index]);

    /// <summary>The same as UTF-8.</summary>
    public ReadOnlySpan<byte> NameOf(int index) => _names[_order[index]];

    /// <summary>The same with a zero behind it, for system calls.</summary>
    public ReadOnlySpan<byte> Terminated(int index) => _names.Terminated(_order[index]);

    /// <summary>Whether it is a folder, or a link to one.</summary>
    public bool IsFolder(int index) => _areFolders[_order[index]];

    /// <summary>Whether it is a link.</summary>
    public bool IsLink(int index) => _areLinks[_order[index]];

    /// <summary>What the file system says of a file that is no link; null of what is none, or gone.</summary>
    public FileFacts? Facts(int index) => _areThere[_order[index]] ? _facts[_order[index]] : null;

    /// <summary>Whether it is a file that is named like an image, and no link; gives its facts.</summary>
    public bool IsPlainImage(int index, out FileFacts facts)
    {
        int at = _order[index];
        facts = _facts[at];
        return _areThere[at] && !_areFolders[at] && !_areLinks[at] && ImageNames.IsImage(_names[at]);
    }

    /// <summary>Adds a thing that is to be described. It has no index before <see cref="Order"/>.</summary>
    public void Add(ReadOnlySpan<char> name, bool isFolder)
    {
        _names.Add(name);
        _areFolders.Add(isFolder);
    }

    /// <summary>Adds a thing.</summary>
    public void Add(ReadOnlySpan<char> name, bool isFolder, bool isLink, FileFacts? facts)
    {
        Add(name, isFolder);
        _areLinks.Add(isLink);
        _areThere.Add(facts.HasValue);
        _facts.Add(facts.GetValueOrDefault());
    }

    /// <summary>Orders the things by name: from here on, that is how they are counted.</summary>
    public void Order()
    {
        _order = _names.Order();
        _areLinks.Fill(Count);
        _areThere.Fill(Count);
        _facts.Fill(Count);
    }

    /// <summary>Says what a link leads to.</summary>
    /// <param name="index">The link.</param>
    /// <param name="isFolder">Whether that is a folder.</param>
    /// <param name="facts">What the file system says of it; null if it is none, or not there.</param>
    public void Follow(int index, bool isFolder, FileFacts? facts)
    {
        _areFolders[_order[index]] = isFolder;
        Describe(index, facts, isLink: true);
    }

    /// <summary>Says more of a thing; several threads may, each of others.</summary>
    public void Describe(int index, FileFacts? facts, bool isLink) =>
        (_facts[_order[index]], _areThere[_order[index]], _areLinks[_order[index]]) = (facts.GetValueOrDefault(), facts.HasValue, isLink);
}
