using System.Buffers;
using System.IO.Hashing;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Building;

/// <summary>A shard being written: takes buffers of samples in order and ends as files in their place.</summary>
internal abstract class ShardSink : IDisposable
{
    private readonly OutputFolder _folder;
    private readonly XxHash128 _pixels = new();
    private int _samples;

    private protected ShardSink(OutputFolder folder, string path)
    {
        _folder = folder;
        Path = path;
        File = folder.Stage(path);
    }

    /// <summary>The shard's file, relative to the data set.</summary>
    public string Path { get; }

    private protected StagedFile File { get; }

    /// <summary>Begins a shard of <paramref name="samples"/> samples.</summary>
    public static ShardSink Begin(OutputFolder folder, DatasetOptions options, string path, int samples) =>
        options.Format == ShardFormat.Npy
            ? new NpySink(folder, path, new NpyShape(samples, options.Height, options.Width))
            : new TarSink(folder, path, options.Image.Extension);

    /// <summary>Appends samples.</summary>
    public void Append(int epoch, SampleBuffer samples)
    {
        _pixels.Append(samples.Pixels);
        _samples += samples.Count;
        Write(epoch, samples);
    }

    /// <summary>Ends the shard, notes it in the journal and moves it into place.</summary>
    public ManifestShard Complete(UInt128 key, BuildJournal journal)
    {
        ReadOnlyMemory<byte> companion = Finish();
        using StagedFile beside = _folder.Stage(CompanionPath);
        beside.Write(companion.Span);
        var shard = new ManifestShard(
            File.Complete(), _samples, _pixels.GetCurrentHashAsUInt128(), key, [beside.Complete()]);
        journal.Add(shard);
        beside.MoveIntoPlace();
        File.MoveIntoPlace();
        return shard;
    }

    /// <summary>Drops the shard unless it is complete.</summary>
    public virtual void Dispose() => File.Dispose();

    private protected abstract string CompanionPath { get; }

    private protected abstract void Write(int epoch, SampleBuffer samples);

    /// <summary>Writes what ends the shard and gives what goes into the file beside it.</summary>
    private protected abstract ReadOnlyMemory<byte> Finish();

    private sealed class NpySink : ShardSink
    {
        private readonly ArrayBufferWriter<byte> _records = new(1 << 20);
        private readonly JsonLines _lines;

        public NpySink(OutputFolder folder, string path, NpyShape shape)
            : base(folder, path)
        {
            Span<byte> header = stackalloc byte[NpyFile.HeaderLength];
            NpyFile.WriteHeader(shape, header);
            File.Write(header);
            _lines = new JsonLines(_records);
        }

        private protected override string CompanionPath => DatasetLayout.CompanionOf(Path, ShardFormat.Npy);

        private protected override void Write(int epoch, SampleBuffer samples)
        {
            File.Write(samples.Pixels);
            for (int i = 0; i < samples.Count; i++)
            {
                _lines.Next();
                _records.Write(samples.Record(i));
            }
        }

        private protected override ReadOnlyMemory<byte> Finish()
        {
            _lines.End();
            return _records.WrittenMemory;
        }
    }

    private sealed class TarSink : ShardSink
    {
        // Headers and paddings are small; the file is handed blocks.
        private readonly BufferedStream _buffered;
        private readonly TarShardWriter _tar;
        private readonly string _extension;

        public TarSink(OutputFolder folder, string path, string extension)
            : base(folder, path)
        {
            _extension = extension;
            _buffered = new BufferedStream(File, 1 << 20);
            _tar = new TarShardWriter(_buffered, extension);
        }

        private protected override string CompanionPath => DatasetLayout.CompanionOf(Path, ShardFormat.WebDataset);

        private protected override void Write(int epoch, SampleBuffer samples)
        {
            for (int i = 0; i < samples.Count; i++)
            {
                _tar.Add(epoch, samples.First + i, samples.Record(i), samples.Image(i));
            }
        }

        private protected override ReadOnlyMemory<byte> Finish()
        {
            _tar.Complete();
            _buffered.Flush();
            var index = new ArrayBufferWriter<byte>();
            DaliIndex.Write(_tar.Entries, _extension, index);
            return index.WrittenMemory;
        }
    }
}
