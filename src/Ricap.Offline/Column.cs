namespace Ricap;

/// <summary>
/// Values in a row that grows: a list that is of our own code, which is compiled before it runs, where the framework's is compiled for a type
/// of ours in each process anew. Not to be added to once several threads read it.
/// </summary>
internal sealed class Column<T>
{
    private T[] _values = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>All of them; valid until one is added.</summary>
    public ReadOnlySpan<T> Values => _values.AsSpan(0, Count);

    /// <summary>One of them.</summary>
    public ref T this[int index] => ref _values.AsSpan(0, Count)[index];

    /// <summary>Adds one.</summary>
    public void Add(in T value)
    {
        GetSpan(1)[0] = value;
        Count++;
    }

    /// <summary>Adds several.</summary>
    public void Add(ReadOnlySpan<T> values)
    {
        values.CopyTo(GetSpan(values.Length));
        Count += values.Length;
    }

    /// <summary>Room for at least so many more; what it holds is undefined.</summary>
    public Span<T> GetSpan(int count)
    {
        int needed = checked(Count + count);
        if (needed > _values.Length)
        {
            Resize(Math.Max(needed, (int)Math.Min(2L * _values.Length, Array.MaxLength)));
        }

        return _values.AsSpan(Count);
    }

    /// <summary>Makes room for so many in all, so that it need not grow meanwhile: arrays it has grown out of are garbage that is collected late.</summary>
    public void Reserve(int count)
    {
        if (count > _values.Length)
        {
            Resize(count);
        }
    }

    /// <summary>Adds values of nothing until there are so many.</summary>
    public void Fill(int count)
    {
        Reserve(count);
        GetSpan(count - Count).Clear();
        Count = count;
    }

    /// <summary>Takes what was written to <see cref="GetSpan"/>.</summary>
    public void Advance(int count) => Count += count;

    /// <summary>Takes back all but the first.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    private void Resize(int size)
    {
        var larger = new T[size];
        Values.CopyTo(larger);
        _values = larger;
    }
}
