using System.Collections.Concurrent;
using Ricap.Building.Base;
using Ricap.Building.Running;
using Ricap.Formats;
using Ricap.Options;
using Ricap.Rendering;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Building.Epochs;

/// <summary>
/// Renders shards on several threads. The unit of work is a run of samples. As many shards as there are threads are under
/// way together, a run of each in turn; where there are fewer shards, threads share one. Runs are appended in order: the bytes do
/// not depend on how many threads there are.
/// <code>
///   shard 0   0  2  4  6         the order in which runs are taken, by two threads
///   shard 1   1  3  5  7
///   shard 2   8 10 …             a run is appended after the one before it in its shard
///
///   free buffer ──► next run ──► render ──► put down ──► appended, in order, by one of the shard's threads ──► free buffer
/// </code>
/// No thread waits for another's run: one that is early puts its own down, and whoever brings the run before it appends both.
/// Memory is two runs a thread at most, with their images where they are in an earlier shard, since a thread gets a buffer before it takes a run. The first run that is not appended yet
/// so always has one, and nothing can lock up.
/// </summary>
internal sealed class ShardRenderer
{
    /// <summary>Pixels of a run: large enough that handing it over costs nothing, small enough for many threads.</summary>
    private const int RunBytes = 2 << 20;

    private readonly BuildContext _context;
    private readonly IBaseRows _base;
    private readonly RecordWriter _records;
    private readonly int _classes;
    private readonly List<SampleRun> _runs = [];
    private readonly int _runSamples;
    private readonly int _imageBytes;
    private readonly long _total;
    private readonly BufferPool<SampleBuffer> _buffers;
    private readonly ConcurrentDictionary<string, ManifestShard> _made = [];
    private readonly ConcurrentQueue<Exception> _failures = [];
    private int _taken;
    private long _done;

    private ShardRenderer(BuildContext context, IBaseRows baseRows, BaseResult sources, IReadOnlyList<ShardJob> jobs)
    {
        _context = context;
        _base = baseRows;
        DatasetOptions options = context.Options;
        _records = new RecordWriter(sources.Records.Sources, options.Width, options.Height);
        _classes = sources.Classes;
        _imageBytes = 3 * options.Width * options.Height;
        _runSamples = RunSamples(options);
        _buffers = new BufferPool<SampleBuffer>(2 * context.Threads, () => new SampleBuffer(_runSamples, _imageBytes));
        _total = jobs.Sum(job => (long)job.Count);
        foreach (ShardJob[] together in jobs.Chunk(context.Threads))
        {
            AddRuns([.. together.Select(job => new OpenShard(job))]);
        }
    }

    /// <summary>Makes all shards; gives them by path, but for those whose earlier shard proved in the end not to be what it should.</summary>
    /// <exception cref="RicapException">The output cannot be written.</exception>
    public static IReadOnlyDictionary<string, ManifestShard> Run(
        BuildContext context, IBaseRows baseRows, BaseResult sources, IReadOnlyList<ShardJob> jobs) =>
        new ShardRenderer(context, baseRows, sources, jobs).RunAll();

    /// <summary>Samples a run: whole batches where a batch fits, since a batch's sources are read together.</summary>
    public static int RunSamples(DatasetOptions options)
    {
        int fit = (int)Math.Clamp(RunBytes / (3L * options.Width * options.Height), 1, 1024);
        return options.Batch <= fit ? fit / options.Batch * options.Batch : fit;
    }

    private void AddRuns(OpenShard[] shards)
    {
        for (int at = 0; shards.Any(shard => at < shard.Job.Count); at += _runSamples)
        {
            foreach (OpenShard shard in shards.Where(shard => at < shard.Job.Count))
            {
                _runs.Add(new SampleRun(shard, shard.Runs++, shard.Job.First + at, Math.Min(_runSamples, shard.Job.Count - at)));
            }
        }
    }

    private ConcurrentDictionary<string, ManifestShard> RunAll()
    {
        int threads = Math.Min(_context.Threads, _runs.Count);
        Task[] workers = [.. Enumerable.Range(0, threads).Select(_ =>
            Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(workers);
        foreach (SampleRun run in _runs)
        {
            run.Shard.Sink?.Dispose();
            run.Shard.Earlier?.Dispose();
        }

        // The first failure is the cause; the others are threads that stopped because of it.
        if (_failures.TryDequeue(out Exception? failure))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return _made;
    }

    private void Work()
    {
        try
        {
            var maker = new SampleMaker(_context.Options, _base, _records);
            var earlier = new EarlierRun();
            while (_buffers.Take() is { } buffer && TakeRun(earlier) is { } run)
            {
                _context.Cancellation.ThrowIfCancellationRequested();
                maker.Make(run.Shard.Job.Plan, run.First, run.Count, buffer, earlier);
                if (run.Shard.Order.PutDown(run.Ordinal, buffer))
                {
                    AppendAll(run.Shard);
                }
            }
        }
#pragma warning disable CA1031 // Thrown again by the thread that waits for this one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failures.Enqueue(e);
        }

        // There are no more runs, or no use for them: who waits for a buffer waits for nothing.
        _buffers.Close();
    }

    /// <summary>Takes the next run and, in the same order, what an earlier shard has of it.</summary>
    private SampleRun? TakeRun(EarlierRun earlier)
    {
        lock (_runs)
        {
            SampleRun? run = _taken < _runs.Count ? _runs[_taken++] : null;
            if (run is { Ordinal: 0 })
            {
                run.Shard.Earlier = EarlierImages.Open(_context, run.Shard.Job.Earlier, _classes);
            }

            earlier.Clear();
            run?.Shard.Earlier?.Read(run.Count, earlier);
            return run;
        }
    }

    /// <summary>Appends what was put down, until the next run is not there yet.</summary>
    private void AppendAll(OpenShard shard)
    {
        while (shard.Order.Next() is { } buffer)
        {
            shard.Sink ??= new ShardSink(_context, shard.Job, _classes);
            shard.Sink.Append(buffer);
            if (shard.Order.Taken == shard.Runs)
            {
                _base.RequireUnchanged(); // rows are hashed once and read often: a shard of others must not come into the journal
                if (shard.Earlier?.End() != false)
                {
                    _made[shard.Job.Path] = shard.Sink.Complete();
                }

                shard.Sink.Dispose();
                shard.Sink = null;
            }

            int samples = buffer.Count;
            _buffers.Return(buffer);
            _context.Observer.OnProgress(BuildPhase.Samples, Interlocked.Add(ref _done, samples), _total);
        }
    }

    private sealed record SampleRun(OpenShard Shard, int Ordinal, int First, int Count);

    private sealed class OpenShard(ShardJob job)
    {
        public ShardJob Job { get; } = job;

        public int Runs { get; set; }

        public InOrder<SampleBuffer> Order { get; } = new();

        public ShardSink? Sink { get; set; } // for whoever takes up

        public EarlierImages? Earlier { get; set; }
    }
}
