using System.IO.Hashing;
using Ricap.Building.Output;
using Ricap.Formats;
using Ricap.Shards;

namespace Ricap.Building.Epochs;

/// <summary>A shard being made: takes buffers of samples in order and ends as files in their place.</summary>
internal sealed class ShardSink : IDisposable
{
    private readonly BuildContext _context;
    private readonly ShardJob _job;
    private readonly StagedFile _file;
    private readonly ShardWriter _writer;
    private readonly XxHash128 _pixels = new();

    /// <summary>Begins a shard.</summary>
    /// <param name="context">The build.</param>
    /// <param name="job">The shard.</param>
    /// <param name="classes">How many classes the data set has.</param>
    public ShardSink(BuildContext context, ShardJob job, int classes)
    {
        (_context, _job) = (context, job);
        _file = context.Folder.Stage(job.Path);
        _writer = context.Options.Format.Write(EpochBuilder.ShapeOf(context.Options, job.Count, classes), _file);
    }

    /// <summary>Appends samples.</summary>
    public void Append(SampleBuffer samples)
    {
        _pixels.Append(samples.Pixels);
        _writer.Add(samples);
    }

    /// <summary>Ends the shard, notes it in the journal and moves it into place.</summary>
    public ManifestShard Complete()
    {
        ReadOnlyMemory<byte> companion = _writer.Complete();
        string? extension = _context.Options.Format.CompanionExtension;
        using StagedFile? beside = extension is null ? null : _context.Folder.Stage(Path.ChangeExtension(_job.Path, extension));
        beside?.Write(companion.Span);
        var shard = new ManifestShard(
            _file.Complete(),
            _job.Count,
            Hash128.Of(_pixels),
            _job.Key,
            beside is null ? [] : [beside.Complete()]);
        _context.Place(shard, beside is null ? [_file] : [beside, _file]);
        return shard;
    }

    /// <summary>Drops the shard unless it is complete.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }
}
