using Ricap.Building.Output;
using Ricap.Shards;
using Ricap.Sources;

namespace Ricap.Building.Base;

/// <summary>The sources as the epochs see them.</summary>
/// <param name="Shards">The base shards in order.</param>
/// <param name="Records">Every row of them in order.</param>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Skipped">The sources that could not be decoded and were left out.</param>
/// <param name="Made">How many shards were made.</param>
/// <param name="Decoded">How many images were decoded.</param>
internal sealed record BaseResult(
    IReadOnlyList<ManifestShard> Shards,
    BaseRecords Records,
    int Classes,
    IReadOnlyList<ManifestSkip> Skipped,
    int Made,
    long Decoded)
{
    /// <summary><see cref="ContentKeys.OfSource"/> of each row.</summary>
    public required Column<Hash128> Contents { get; init; }

    /// <summary>The same of each row of the base that was in place before; none if that was not whole.</summary>
    public Hash128[] Earlier { get; init; } = [];
}

/// <summary>
/// Decodes sources into base shards, once: a source decoded before is copied, a shard whose rows are all unchanged is
/// left as it is.
/// </summary>
internal sealed class BaseBuilder
{
    private readonly BuildContext _context;
    private readonly SourceSet _set;
    private readonly DecodedImageCache _cache;
    private readonly SourceDecoder _decoder;
    private readonly Hash128?[] _hashes;
    private readonly RowRuns _runs;
    private readonly int _rowsPerShard;
    private readonly BaseRange _range;
    private readonly List<ManifestShard> _shards = [];
    private readonly BaseRecords _records = new();
    private readonly Column<Hash128> _contents = new();
    private readonly List<StagedShard> _staged = [];
    private int _made;

    private BaseBuilder(BuildContext context, SourceSet set, BaseRange range, DecodedImageCache cache, Hash128?[] hashes)
    {
        _context = context;
        _set = set;
        _range = range;
        _cache = cache;
        _hashes = hashes;
        _decoder = new SourceDecoder(context, set, range.Sources, cache, hashes);
        _rowsPerShard = DatasetLayout.BaseShardRows(context.Options.Width, context.Options.Height);
        _records.Reserve(range.Sources, set.Sources.PathLength);
        _contents.Reserve(range.Sources);
        _runs = new RowRuns(context, _decoder, AddRow);
    }

    /// <summary>Brings the base shards to what the sources are.</summary>
    /// <exception cref="RicapException">Sources cannot be decoded: all of them, in order. Or the check refuses them.</exception>
    public static BaseResult Build(BuildContext context, SourceSet set, ContentCheck check, FileHashes remembered) =>
        Build(context, set, BaseRange.Whole(set.Sources.Count), remembered, builder =>
        {
            BaseSources.RequireEveryClass(context.Options, set, builder._records, builder._decoder.SkippedClasses());
            check.Run(set, builder._records, context.Observer.OnProblem);
        });

    /// <summary>Brings some of the base shards to what the sources are; what only all of them can show is not looked at.</summary>
    /// <inheritdoc cref="Build(BuildContext, SourceSet, ContentCheck, FileHashes)"/>
    public static BaseResult BuildPart(BuildContext context, SourceSet set, BaseRange range, FileHashes remembered) =>
        Build(context, set, range, remembered, _ => { });

    private static BaseResult Build(
        BuildContext context, SourceSet set, BaseRange range, FileHashes remembered, Action<BaseBuilder> check)
    {
        BaseResult result;
        IReadOnlyList<StagedShard> staged;
        using (DecodedImageCache cache = DecodedImageCache.Open(context, range.Has))
        {
            // With nothing to compare to, each source is hashed when it is decoded, from one read.
            Hash128?[] hashes = cache.Count > 0
                ? SourceHashes.Of(set, range.FirstSource, range.EndSource, remembered, context)
                : new Hash128?[set.Sources.Count];
            var builder = new BaseBuilder(context, set, range, cache, hashes);
            result = builder.Run(check);
            staged = builder._staged;
        }

        // Only now: sources decoded before were read from the files that these replace, and had a source been bad, the
        // data set in place would have stayed as it is.
        foreach (StagedShard shard in staged)
        {
            MoveIntoPlace(context, shard);
        }

        return result;
    }

    private static void MoveIntoPlace(BuildContext context, StagedShard staged) => context.Place(staged.Shard, staged.Records, staged.Pixels);

    private BaseResult Run(Action<BaseBuilder> check)
    {
        int next = _range.FirstSource;
        while (next < _range.EndSource)
        {
            next = TryKeep(next) ?? Make(next);
        }

        if (!_decoder.Errors.IsEmpty)
        {
            throw new RicapException([.. _decoder.Errors.OrderBy(e => e.Index).Select(e => e.Problem)]);
        }

        check(this);
        if (_decoder.Decoded > 0)
        {
            _context.Observer.OnProgress(BuildPhase.Base, _range.Sources, _range.Sources);
        }

        return new BaseResult(_shards, _records, _set.Classes.Count, _decoder.Skipped(), _made, _decoder.Decoded)
        {
            Contents = _contents,
            Earlier = _cache.Earlier,
        };
    }

    private string NextPath => DatasetLayout.BaseShard(_range.FirstShard + _shards.Count);

    /// <summary>The next shard as it is on disk, if its rows are the next sources; gives the source after them.</summary>
    private int? TryKeep(int first)
    {
        if (_cache.Count == 0)
        {
            return null;
        }

        int start = _records.Count;
        int next = first;
        for (; next < _range.EndSource && _records.Count - start < _rowsPerShard; next++)
        {
            if (_decoder.IsKnownBad(next))
            {
                continue;
            }

            if (_hashes[next] is not { } hash)
            {
                _records.Truncate(start);
                return null;
            }

            AddRow(next, hash);
        }

        string path = NextPath;
        if (_records.Count == start && next == _range.EndSource)
        {
            NoteKnownBad(first, next); // all that is left is known to be left out
            return next;
        }

        ReadOnlySpan<Hash128> contents = AddContents(start);
        if (contents.IsEmpty || _context.Find(ContentKeys.OfBase(_context.Options, contents), path) is not { } kept)
        {
            _records.Truncate(start);
            _contents.Truncate(start);
            return null;
        }

        NoteKnownBad(first, next);
        _shards.Add(kept);
        return next;
    }

    private void NoteKnownBad(int first, int end)
    {
        for (int index = first; index < end; index++)
        {
            _decoder.NoteIfKnownBad(index);
        }
    }

    /// <summary>Makes the next shard; gives the source after its last.</summary>
    private int Make(int first)
    {
        if (_context.MakesNothing)
        {
            throw new RicapException(BuildProblems.Missing(_context.Options, [NextPath]));
        }

        int room = Math.Min(_rowsPerShard, _range.EndSource - first);
        using var shard = new BaseShardWriter(_context, NextPath, room);
        int start = _records.Count;
        int next = first;
        while (_records.Count - start < room && next < _range.EndSource)
        {
            int count = Math.Min(room - (_records.Count - start), _range.EndSource - next);
            _runs.Add(next, count, shard);
            next += count;
        }

        if (_records.Count > start && _decoder.Errors.IsEmpty)
        {
            Keep(start, shard);
        }

        return next;
    }

    /// <summary>Keeps what is in place if it is the same, else the shard that was made.</summary>
    /// <param name="start">The first of the rows that are its own.</param>
    /// <param name="made">The shard.</param>
    private void Keep(int start, BaseShardWriter made)
    {
        string path = NextPath;
        Hash128 key = ContentKeys.OfBase(_context.Options, AddContents(start));
        if (_context.Find(key, path) is { } kept)
        {
            _shards.Add(kept);
            return;
        }

        _context.Observer.OnDetail($"making {path}");
        StagedShard staged = made.Complete(_records, start, key);
        _shards.Add(staged.Shard);
        _made++;
        if (_cache.Count == 0)
        {
            MoveIntoPlace(_context, staged); // nothing is read from what this replaces, and a kill should cost little
        }
        else
        {
            _staged.Add(staged);
        }
    }

    /// <summary>Adds what the rows from one on bring; gives it.</summary>
    private ReadOnlySpan<Hash128> AddContents(int start)
    {
        for (int row = start; row < _records.Count; row++)
        {
            _contents.Add(ContentKeys.OfSource(_records, row));
        }

        return _contents.Values[start..];
    }

    private void AddRow(int source, Hash128 content) => BaseSources.Add(_records, _set.Sources, source, content);
}
