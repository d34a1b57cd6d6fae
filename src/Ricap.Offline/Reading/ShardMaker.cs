using System.Buffers;
using System.IO.Hashing;
using Ricap.Building.Base;
using Ricap.Building.Epochs;
using Ricap.Formats;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Reading;

/// <summary>Renders one shard after the other, by what a build renders them with. One instance a thread.</summary>
internal sealed class ShardMaker
{
    private readonly DatasetOptions _options;
    private readonly int _classes;
    private readonly int _run;
    private readonly SampleMaker _maker;
    private readonly SampleBuffer _buffer;

    public ShardMaker(PlannedDataset planned, BaseRows rows, RecordWriter records)
    {
        (_options, _classes) = (planned.Options, planned.Manifest.Classes.Count);
        _run = ShardRenderer.RunSamples(_options);
        _maker = new SampleMaker(_options, rows, records);
        _buffer = new SampleBuffer(_run, 3 * _options.Width * _options.Height);
    }

    /// <summary>Renders a shard.</summary>
    public ManifestShard Make(PlannedShard shard, Stream output, IBufferWriter<byte> companion, CancellationToken cancellation)
    {
        ShardJob job = shard.Job;
        var hashed = new ShardOutput(output);
        var pixels = new XxHash128();
        using ShardWriter writer = _options.Format.Write(EpochBuilder.ShapeOf(_options, job.Count, _classes), hashed);
        for (int at = 0; at < job.Count; at += _run)
        {
            cancellation.ThrowIfCancellationRequested();
            _maker.Make(job.Plan, job.First + at, Math.Min(_run, job.Count - at), _buffer);
            pixels.Append(_buffer.Pixels);
            writer.Add(_buffer);
        }

        ReadOnlySpan<byte> beside = writer.Complete().Span;
        companion.Write(beside);
        return new ManifestShard(
            new ManifestFile(job.Path, hashed.Length, hashed.Hash()),
            job.Count,
            Hash128.Of(pixels),
            job.Key,
            shard.CompanionPath is { } path ? [new ManifestFile(path, beside.Length, Hash128.Of(beside))] : []);
    }
}
