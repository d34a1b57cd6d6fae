using System.Collections;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Ricap.Sources;

/// <summary>
/// Sources in columns: an object and two strings for each of 50,000 would be most of what a build holds. What an index gives is put
/// together anew. An instance never changes.
/// </summary>
internal sealed class SourceTable : IReadOnlyList<Source>
{
    private readonly Utf8List _paths;
    private readonly Column<int> _classes;
    private readonly Column<FileFacts> _facts;
    private readonly SoftLabel?[]? _labels;

    /// <summary>Sources of files that a listing gave all facts of.</summary>
    /// <param name="paths">The path of each.</param>
    /// <param name="classes">The class of each.</param>
    /// <param name="facts">What the file system says of each.</param>
    public SourceTable(Utf8List paths, Column<int> classes, Column<FileFacts> facts)
        : this(paths, classes, facts, labels: null, areFactsWhole: true)
    {
    }

    private SourceTable(Utf8List paths, Column<int> classes, Column<FileFacts> facts, SoftLabel?[]? labels, bool areFactsWhole)
    {
        _paths = paths;
        _classes = classes;
        _facts = facts;
        _labels = labels;
        AreFactsWhole = areFactsWhole;
    }

    /// <inheritdoc/>
    public int Count => _classes.Count;

    /// <inheritdoc/>
    public Source this[int index]
    {
        get
        {
            FileFacts facts = _facts[index];
            return new(_paths.Text(index), ClassOf(index), LabelOf(index), facts.Length, facts.WrittenTicks) { Facts = FactsOf(index) };
        }
    }

    /// <summary>Sources one by one. If one has no <see cref="Source.Facts"/>, none has.</summary>
    public static SourceTable Of(IReadOnlyCollection<Source> sources)
    {
        var paths = new Utf8List();
        var classes = new Column<int>();
        var facts = new Column<FileFacts>();
        foreach (Source source in sources)
        {
            paths.Add(source.Path);
            classes.Add(source.Class);
            facts.Add(source.Facts ?? new FileFacts(source.Length, source.LastWriteUtcTicks, 0, 0));
        }

        return new(
            paths,
            classes,
            facts,
            sources.Any(source => source.Label is not null) ? [.. sources.Select(source => source.Label)] : null,
            sources.All(source => source.Facts is not null));
    }

    /// <summary>How many bytes the paths have together.</summary>
    public long PathLength => _paths.Length;

    /// <summary><see cref="Source.Path"/> as UTF-8.</summary>
    public ReadOnlySpan<byte> PathOf(int index) => _paths[index];

    /// <inheritdoc cref="Source.Class"/>
    public int ClassOf(int index) => _classes[index];

    /// <inheritdoc cref="Source.Label"/>
    public SoftLabel? LabelOf(int index) => _labels?[index];

    /// <inheritdoc cref="Source.Length"/>
    public long LengthOf(int index) => _facts[index].Length;

    /// <inheritdoc cref="Source.Facts"/>
    public FileFacts? FactsOf(int index) => AreFactsWhole ? _facts[index] : null;

    /// <summary>When the file that was touched last was, as <see cref="FileFacts.LastTouched"/> has it; of files that all facts are known of.</summary>
    public long LastTouched
    {
        get
        {
            long last = 0;
            foreach (ref readonly FileFacts facts in _facts.Values)
            {
                last = Math.Max(last, facts.LastTouched);
            }

            return last;
        }
    }

    /// <summary>Whether <see cref="FactsOf"/> knows the facts of each.</summary>
    public bool AreFactsWhole { get; }

    /// <summary>Appends paths, classes and facts to a hash, as they lie in memory: on another machine it may be another.</summary>
    public void AppendTo(XxHash128 hash)
    {
        _paths.AppendTo(hash);
        hash.Append(MemoryMarshal.AsBytes(_classes.Values));
        hash.Append(MemoryMarshal.AsBytes(_facts.Values));
    }

    /// <summary>The same sources ordered by path.</summary>
    public SourceTable Ordered()
    {
        bool isOrdered = true;
        for (int i = 1; i < Count && isOrdered; i++)
        {
            isOrdered = _paths[i - 1].SequenceCompareTo(_paths[i]) <= 0;
        }

        return isOrdered ? this : Of([.. _paths.Order().Select(at => this[at])]);
    }

    /// <inheritdoc/>
    public IEnumerator<Source> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
