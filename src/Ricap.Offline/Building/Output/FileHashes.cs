using System.IO.Hashing;
using System.Runtime.InteropServices;
using Ricap.Shards;
using Ricap.Shards.Text;

namespace Ricap.Building.Output;

/// <summary>
/// XXH128 of files, each read once a build. With a cache folder, a file whose <see cref="FileFacts"/> are as remembered is
/// not read at all; without one, every file is. The cache is a convenience of one machine and never part of a data set.
/// </summary>
internal sealed class FileHashes
{
    /// <summary>
    /// A file written in the same tick of the clock as the cache can change again without its time changing, so
    /// times this close to the cache's own are not trusted (git calls such entries racy).
    /// </summary>
    private static readonly TimeSpan Racy = TimeSpan.FromSeconds(2);

    private readonly Lock _sync = new();
    private readonly RememberedFiles _files = new();
    private readonly string? _file;
    private readonly PartAttempt? _attempt;
    private readonly List<string> _ofParts = [];
    private int _read;
    private int _remembered;

    /// <summary>Reads what a cache folder remembers about one output.</summary>
    /// <param name="folder">The folder, or null for none.</param>
    /// <param name="output">The full path of the output, which tells caches in one folder apart.</param>
    /// <param name="attempt">
    /// The attempt at a part that it is for, which writes a file of its own and reads those of earlier ones at the same part; null for
    /// a whole build, which takes over those of all parts.
    /// </param>
    /// <exception cref="RicapException">The folder cannot be made, or what is in it not be read.</exception>
    public FileHashes(string? folder, string output, PartAttempt? attempt = null)
    {
        _attempt = attempt;
        if (folder is null)
        {
            return;
        }

        string stem = Path.GetFileName(Place(folder, output));
        string file = Path.Combine(folder, $"{stem}.hashes");
        _file = attempt is null ? file : Path.Combine(folder, $"{stem}.{attempt.Name}.hashes");
        OutputErrors.Guard(folder, () =>
        {
            Directory.CreateDirectory(folder);
            if (File.Exists(file))
            {
                Load(file);
            }

            _ofParts.AddRange(Directory.EnumerateFiles(folder, attempt is null ? $"{stem}.*.hashes" : $"{stem}.{attempt.Part}.*.hashes"));
            _ofParts.ForEach(LoadIfThere);
        });
    }

    /// <summary>The path of what a cache folder remembers about one output, less an extension.</summary>
    public static string Place(string folder, string output) =>
        Path.Combine(folder, HashText.Of(Hash128.Of(System.Text.Encoding.UTF8.GetBytes(output)))[..16]);

    /// <summary>Whether a file may have been touched again within the same tick of a clock, after it was looked at.</summary>
    /// <param name="touched">When it was touched last.</param>
    /// <param name="lookedAt">When it was looked at.</param>
    public static bool IsRacy(long touched, long lookedAt) => touched + Racy.Ticks >= lookedAt;

    /// <summary>How many files of the output were read to the last byte to be sure of them, and how many were not, being remembered.</summary>
    public (int Read, int Remembered) Checked => (_read, _remembered);

    /// <summary>Asked of a file that is not in the output folder: whether it is where the folder's files go in the end. Null: nowhere.</summary>
    public Func<ManifestFile, bool>? Elsewhere { get; init; }

    /// <summary>The hash remembered for a file of these facts, if any.</summary>
    public Hash128? Remembered(string path, FileFacts facts)
    {
        var hash = default(Hash128?);
        Remembered([PlaceOf(path)], [facts], new Span<Hash128?>(ref hash));
        return hash;
    }

    /// <summary>The hashes remembered for files of these facts, null where there is none.</summary>
    /// <param name="places">Where the files are, as hashes; it is quickest if they were remembered in this order.</param>
    /// <param name="facts">Their facts.</param>
    /// <param name="hashes">Takes the hash of each.</param>
    public void Remembered(ReadOnlySpan<Hash128> places, ReadOnlySpan<FileFacts> facts, Span<Hash128?> hashes)
    {
        lock (_sync)
        {
            int at = -1;
            for (int i = 0; i < places.Length; i++)
            {
                at = _files.Find(places[i], at + 1);
                bool isSame = at >= 0 && _files[at].Facts == facts[i];
                hashes[i] = isSame ? _files[at].Hash : null;
                if (isSame)
                {
                    _files.Use(at);
                }
            }
        }
    }

    /// <summary>Makes room for so many files in all.</summary>
    public void Reserve(int count)
    {
        if (_file is not null)
        {
            _files.Reserve(count);
        }
    }

    /// <summary>When the facts of the sources were asked for, at the earliest; UTC.</summary>
    public long SourcesListed { get; init; } = DateTime.UtcNow.Ticks;

    /// <summary>
    /// Remembers a source's hash, unless the source was touched so shortly before its facts were asked for that it may have been again
    /// before it was read. (What was made is the maker's, so for that the time of saving counts.)
    /// </summary>
    public void RememberSource(Hash128 place, FileFacts facts, Hash128 hash)
    {
        if (!IsRacy(facts.LastTouched, SourcesListed))
        {
            Remember(place, facts, hash);
        }
    }

    /// <summary>Remembers a hash.</summary>
    public void Remember(string path, FileFacts facts, Hash128 hash) => Remember(PlaceOf(path), facts, hash);

    private void Remember(Hash128 place, FileFacts facts, Hash128 hash)
    {
        lock (_sync)
        {
            _files.Use(_files.Put(new RememberedFile(place, hash, facts)));
        }
    }

    /// <summary>Remembers a file that was just made, if what is in its place is still that file and not another's.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="staged">Its facts before it was moved there; its name is not all that a move changes.</param>
    /// <param name="hash">Its hash.</param>
    public void RememberMade(string path, FileFacts? staged, Hash128 hash)
    {
        if (staged is { } made && FileFacts.Of(path) is { } facts && facts with { ChangedTicks = made.ChangedTicks } == made)
        {
            Remember(path, facts, hash);
        }
    }

    /// <summary>Whether a file of the output is there, or elsewhere, with this length and hash.</summary>
    public bool Holds(string path, ManifestFile expected)
    {
        if (FileFacts.Of(path) is not { } facts)
        {
            return Elsewhere?.Invoke(expected) == true;
        }

        if (facts.Length != expected.Length)
        {
            return false;
        }

        bool isNew = !IsUsed(path);
        if (Remembered(path, facts) is not { } hash)
        {
            hash = Of(path);
            Interlocked.Increment(ref _read);
            Remember(path, facts, hash);
        }
        else if (isNew)
        {
            Interlocked.Increment(ref _remembered);
        }

        return hash == expected.XxHash128;
    }

    /// <summary>The hash of a file's bytes, read in pieces.</summary>
    public static Hash128 Of(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var hash = new XxHash128();
        hash.Append(stream);
        return Hash128.Of(hash);
    }

    /// <summary>
    /// Writes what was used this time, if there is a cache. What a part made in its last moments would be too new to be
    /// trusted, so a part waits them out: two seconds of its time instead of a reading of those files.
    /// </summary>
    public void Save()
    {
        if (_file is null)
        {
            return;
        }

        ReadOnlyMemory<RememberedFile> used = _files.Used(out long latest);
        if (_attempt is not null && used.Length > 0)
        {
            long rest = latest + Racy.Ticks - DateTime.UtcNow.Ticks;
            Thread.Sleep(TimeSpan.FromTicks(Math.Clamp(rest + TimeSpan.TicksPerMillisecond, 0, Racy.Ticks)));
        }

        long now = DateTime.UtcNow.Ticks;
        WholeFile.WriteWithFolder(_file, stream => HashFile.Write(stream, used.Span, now));
        if (_attempt is null)
        {
            OutputErrors.Guard(_file, () => _ofParts.ForEach(File.Delete));
        }
    }

    private bool IsUsed(string path)
    {
        Hash128 place = PlaceOf(path);
        lock (_sync)
        {
            int at = _files.Find(place);
            return at >= 0 && _files.IsUsed(at);
        }
    }

    private void LoadIfThere(string file)
    {
        try
        {
            Load(file);
        }
        catch (FileNotFoundException)
        {
            // A whole build on another machine has taken it over.
        }
    }

    private void Load(string file)
    {
        (RememberedFile[] files, int count, long saved) = HashFile.Read(file, RememberedFiles.Spare);
        _files.Load(files, count, entry => !IsRacy(entry.LastTouched, saved));
    }

    /// <summary>Paths are told apart by their hashes, as contents are: a path takes more memory than all else that is remembered of a file.</summary>
    private static Hash128 PlaceOf(string path) => Hash128.Of(MemoryMarshal.AsBytes(path.AsSpan()));
}
