namespace Ricap.Building.Output;

/// <summary>Files by where they are, and which of them this build has to do with. Not thread-safe.</summary>
internal sealed class RememberedFiles
{
    /// <summary>Room for what is made anew, beside many that are remembered: to double it would be most of what a build with little to do allocates.</summary>
    public const int Spare = 256;

    private readonly Column<Hash128> _places = new();
    private readonly HashIndex _index = new();
    private RememberedFile[] _files = [];
    private bool[] _used = [];

    /// <summary>How many there are.</summary>
    public int Count => _places.Count;

    /// <summary>One of them.</summary>
    public ref readonly RememberedFile this[int index] => ref _files[index];

    /// <summary>The index of a file; −1 if there is none.</summary>
    /// <param name="place">Where it is, as a hash.</param>
    /// <param name="likely">Its index, if files are asked about in the order that they were put in.</param>
    public int Find(Hash128 place, int likely = int.MaxValue) =>
        likely < Count && _places[likely] == place ? likely : _index.Find(_places.Values, place);

    /// <summary>Whether this build has to do with a file.</summary>
    public bool IsUsed(int index) => _used[index];

    /// <summary>Notes that this build has to do with a file.</summary>
    public void Use(int index) => _used[index] = true;

    /// <summary>Puts a file in; gives its index.</summary>
    public int Put(in RememberedFile file) => Put(Find(file.Place), file);

    /// <summary>Puts in those that are newer than what there is.</summary>
    /// <param name="files">The files, and room behind them that is made use of.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="isSure">Whether a file is to be put in at all.</param>
    public void Load(RememberedFile[] files, int count, Func<RememberedFile, bool> isSure)
    {
        if (_files.Length == 0)
        {
            (_files, _used) = (files, new bool[files.Length]); // each file is put where it is, or, if some are left out, before that
        }

        Reserve(Count + count);
        foreach (ref readonly RememberedFile file in files.AsSpan(0, count))
        {
            int at = Find(file.Place);
            if (isSure(file) && (at < 0 || _files[at].LastTouched <= file.LastTouched))
            {
                Put(at, file);
            }
        }
    }

    /// <summary>Makes room for so many files in all.</summary>
    public void Reserve(int count)
    {
        _places.Reserve(count);
        _index.Reserve(_places.Values, count);
        if (count > _files.Length)
        {
            Resize(count);
        }
    }

    /// <summary>Those that this build has to do with; valid until one is put in.</summary>
    /// <param name="latest">When the one that was touched last was.</param>
    public ReadOnlyMemory<RememberedFile> Used(out long latest)
    {
        int used = _used.AsSpan(0, Count).Count(true);
        RememberedFile[] files = used == Count ? _files : new RememberedFile[used];
        int count = 0;
        latest = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_used[i])
            {
                files[count++] = _files[i];
                latest = Math.Max(latest, _files[i].LastTouched);
            }
        }

        return files.AsMemory(0, used);
    }

    private int Put(int at, in RememberedFile file)
    {
        if (at < 0)
        {
            at = Count;
            _places.Add(file.Place);
            _index.TryAdd(_places.Values, at);
            if (at == _files.Length)
            {
                Resize(Spare + (2 * at));
            }
        }

        _files[at] = file;
        return at;
    }

    private void Resize(int size)
    {
        Array.Resize(ref _files, size);
        Array.Resize(ref _used, size);
    }
}
