using Ricap.Sources.Classes;

namespace Ricap.Sources.Finding;

/// <summary>The images that a walk has found, class by class.</summary>
internal sealed class FoundImages
{
    private readonly Utf8List _paths = new();
    private readonly Column<FileFacts> _facts = new();
    private readonly List<(string Name, int End)> _classes = [];

    /// <summary>How many there are.</summary>
    public int Count => _paths.Count;

    /// <summary>Makes room.</summary>
    /// <param name="count">How many there may be.</param>
    /// <param name="length">How many bytes their paths have together.</param>
    public void Reserve(int count, long length)
    {
        _paths.Reserve(count, length);
        _facts.Reserve(count);
    }

    /// <summary>Adds a file of a folder.</summary>
    public void Add(WalkedFolder folder, int at, FileFacts facts)
    {
        _paths.Add(folder.Prefix, folder.Entries.NameOf(at));
        _facts.Add(facts);
    }

    /// <summary>Says of what class those are that were added since the last class.</summary>
    public void EndClass(string name) => _classes.Add((name, Count));

    /// <summary>The sources that they are, ordered by path. Nothing can be added after that.</summary>
    public SourceTable ToSources(ClassTable classes)
    {
        var numbers = new Column<int>();
        numbers.Reserve(Count);
        foreach ((string name, int end) in _classes)
        {
            int count = end - numbers.Count;
            numbers.GetSpan(count)[..count].Fill(classes.Find(name)!.Value);
            numbers.Advance(count);
        }

        // Names were in order, but not always with those of their folders before them.
        return new SourceTable(_paths, numbers, _facts).Ordered();
    }
}
