using System.Collections.Concurrent;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Sources;

namespace Ricap.Building.Base;

/// <summary>
/// Decodes sources, on any threads, and keeps account of those that cannot be: as errors, or, where they may
/// be skipped, as what the manifest will name. A source skipped before is not tried again while its content is the same.
/// </summary>
internal sealed class SourceDecoder
{
    private readonly BuildContext _context;
    private readonly SourceSet _set;
    private readonly DecodedImageCache _cache;
    private readonly Hash128?[] _hashes;
    private readonly FitOptions _fit;
    private readonly bool _skip;
    private readonly Dictionary<Hash128, ManifestSkip> _knownBad;
    private readonly ConcurrentDictionary<int, ManifestSkip> _skipped = [];
    private readonly int _total;
    private long _decoded;
    private long _done;

    public SourceDecoder(BuildContext context, SourceSet set, int total, DecodedImageCache cache, Hash128?[] hashes)
    {
        _context = context;
        _set = set;
        _total = total;
        _cache = cache;
        _hashes = hashes;
        DatasetOptions options = context.Options;
        _skip = options.OnBadImage == BadImagePolicy.Skip;
        _fit = new FitOptions(options.Width, options.Height, options.Fit, options.Background, options.MaxPixels);

        // Which images are too large is up to an option, so those are looked at again.
        _knownBad = (_skip && !options.Force ? context.State.Skips : [])
            .Where(s => s.XxHash128 is not null && s.Code != ProblemCodes.TooManyPixels)
            .GroupBy(s => s.XxHash128!.Value)
            .ToDictionary(g => g.Key, g => g.First());
    }

    /// <summary>How many images were decoded.</summary>
    public long Decoded => _decoded;

    /// <summary>What went wrong, where skipping is not wanted.</summary>
    public ConcurrentBag<(int Index, Problem Problem)> Errors { get; } = [];

    /// <summary>Whether a source was skipped before and is the same.</summary>
    public bool IsKnownBad(int index) => _hashes[index] is { } hash && _knownBad.ContainsKey(hash);

    /// <summary>Skips a source that was skipped before, with the same words.</summary>
    public void NoteIfKnownBad(int index)
    {
        if (_hashes[index] is { } hash && _knownBad.TryGetValue(hash, out ManifestSkip? known))
        {
            Skip(index, known.Code, known.Message, hash);
        }
    }

    /// <summary>The classes of the sources left out.</summary>
    public IEnumerable<int> SkippedClasses() => _skipped.Keys.Select(_set.Sources.ClassOf);

    /// <summary>The sources left out, in order.</summary>
    public IReadOnlyList<ManifestSkip> Skipped() => [.. _skipped.OrderBy(s => s.Key).Select(s => s.Value)];

    /// <summary>Decodes or copies a run of sources, on any thread.</summary>
    /// <param name="first">The first source.</param>
    /// <param name="contents">Takes the content hash of each, null where it failed.</param>
    /// <param name="pixels">Takes [n,H,W,3]; rows of sources that failed hold nothing of meaning.</param>
    public void Fill(int first, Span<Hash128?> contents, Span<byte> pixels)
    {
        for (int i = 0; i < contents.Length;)
        {
            int done = Copy(first + i, contents[i..], pixels[(i * _fit.ByteCount)..]);
            if (done == 0)
            {
                contents[i] = Decode(first + i, pixels.Slice(i * _fit.ByteCount, _fit.ByteCount));
                done = 1;
            }

            i += done;
            ReportDone(done);
        }
    }

    /// <summary>Copies sources that were decoded before, as far as they lie together, or passes over one that is known to be bad.</summary>
    /// <returns>How many; 0 if the first has to be decoded.</returns>
    private int Copy(int first, Span<Hash128?> contents, Span<byte> pixels)
    {
        if (IsKnownBad(first))
        {
            NoteIfKnownBad(first);
            contents[0] = null;
            return 1;
        }

        int most = _knownBad.Count > 0 ? 1 : contents.Length; // for each of them is asked about
        ReadOnlySpan<Hash128?> known = _hashes.AsSpan(first, most);
        int copied = _cache.Read(first, known, pixels);
        known[..copied].CopyTo(contents);
        return copied;
    }

    private void ReportDone(int count)
    {
        const int Often = 64;
        long done = Interlocked.Add(ref _done, count);
        if (done / Often != (done - count) / Often)
        {
            _context.Observer.OnProgress(BuildPhase.Base, done, _total);
        }
    }

    private Hash128? Decode(int index, Span<byte> rgb)
    {
        Hash128? hash = null;
        try
        {
            FileFacts? facts = _context.Hashes is null ? null : _set.Facts(index);
            using SourceContent content = _set.Read(index);
            hash = content.Hash;
            if (facts is { } before)
            {
                _context.Hashes?.RememberSource(_set.PlaceOf(index), before, content.Hash);
            }

            if (_hashes[index] is { } expected && expected != hash)
            {
                throw new RicapException(Problem.Error(
                    ProblemCodes.SourceChanged, _set.Sources[index].Path, "changed while it was being read; build again"));
            }

            content.Decode(_fit, rgb, _context.Cancellation);
            Interlocked.Increment(ref _decoded);
            return hash;
        }
        catch (RicapException e) when (_skip)
        {
            Skip(index, e.Problems[0].Code, e.Problems[0].Message, hash);
        }
        catch (RicapException e)
        {
            Errors.Add((index, e.Problems[0]));
        }

        return null;
    }

    private void Skip(int index, string code, string message, Hash128? hash)
    {
        Source source = _set.Sources[index];
        if (_skipped.TryAdd(index, new ManifestSkip(source.Path, code, message, hash)))
        {
            _context.Observer.OnProblem(Problem.Warning(code, _set.FullPath(index), $"left out: {message}"));
        }
    }
}
