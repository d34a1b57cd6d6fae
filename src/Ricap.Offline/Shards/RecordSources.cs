using System.Collections;
using Ricap.Planning;
using Ricap.Shards.Text;

namespace Ricap.Shards;

/// <summary>
/// What records say of source images, in columns: two objects and a string for each of 50,000 would be most of what a build holds. What an
/// index gives is put together anew. Not to be added to once several threads read it.
/// </summary>
internal sealed class RecordSources : IReadOnlyList<RecordSource>
{
    private readonly Utf8List _paths = new();
    private readonly Column<int> _classes = new();
    private List<ClassWeight[]?>? _labels; // null while all are hard

    /// <inheritdoc/>
    public int Count => _classes.Count;

    /// <summary>The most classes that one of the labels has; at least 1.</summary>
    public int MostClasses { get; private set; } = 1;

    /// <summary>Whether each path is the same in JSON.</summary>
    public bool ArePlain
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                if (!JsonParts.IsPlain(_paths[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public RecordSource this[int index] => new(_paths.Text(index), ClassOf(index), _labels?[index]);

    /// <summary><see cref="RecordSource.Path"/> as UTF-8.</summary>
    public ReadOnlySpan<byte> PathOf(int index) => _paths[index];

    /// <inheritdoc cref="RecordSource.Class"/>
    public int ClassOf(int index) => _classes[index];

    /// <summary><see cref="RecordSource.SoftLabel"/>; empty for a hard label.</summary>
    public ReadOnlySpan<ClassWeight> LabelOf(int index) => _labels?[index];

    /// <summary>Makes room.</summary>
    /// <param name="count">How many sources there will be.</param>
    /// <param name="length">How many bytes their paths have together.</param>
    public void Reserve(int count, long length)
    {
        _paths.Reserve(count, length);
        _classes.Reserve(count);
    }

    /// <summary>Adds a source.</summary>
    public void Add(RecordSource source)
    {
        _paths.Add(source.Path);
        Add(source.Class, source.SoftSpan.IsEmpty ? null : source.SoftSpan.ToArray());
    }

    /// <summary>Adds a source of a hard label.</summary>
    /// <param name="path"><see cref="RecordSource.Path"/> as UTF-8, which is valid.</param>
    /// <param name="class">Its class, from 0.</param>
    public void Add(ReadOnlySpan<byte> path, int @class)
    {
        _paths.Add(path);
        Add(@class, null);
    }

    /// <summary>Adds one of other sources.</summary>
    public void Add(RecordSources from, int index)
    {
        _paths.Add(from.PathOf(index));
        Add(from.ClassOf(index), from._labels?[index]);
    }

    /// <summary>Adds other sources.</summary>
    public void AddRange(RecordSources from)
    {
        for (int i = 0; i < from.Count; i++)
        {
            Add(from, i);
        }
    }

    /// <summary>Takes back all but the first.</summary>
    public void Truncate(int count)
    {
        _labels?.RemoveRange(count, Count - count);
        _paths.Truncate(count);
        _classes.Truncate(count);
    }

    /// <inheritdoc/>
    public IEnumerator<RecordSource> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(int @class, ClassWeight[]? label)
    {
        if (label is not null && _labels is null)
        {
            _labels = [.. Enumerable.Repeat<ClassWeight[]?>(null, Count)];
        }

        _labels?.Add(label);
        _classes.Add(@class);
        MostClasses = Math.Max(MostClasses, label?.Length ?? 1);
    }
}
