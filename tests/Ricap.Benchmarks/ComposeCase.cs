using System.Buffers;
using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Rendering.Kernels.Floats;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Benchmarks;

/// <summary>What is done to one batch whose sources lie in memory, on one thread.</summary>
internal sealed class ComposeCase
{
    private readonly PlanOptions _options;
    private readonly byte[] _sources;
    private readonly byte[] _samples;
    private readonly int _bytes;

    public ComposeCase(int width, int height, int batchSize)
    {
        _bytes = 3 * width * height;
        _sources = new byte[batchSize * _bytes];
        new Random(1).NextBytes(_sources);
        _samples = new byte[batchSize * _bytes];
        _options = new PlanOptions
        {
            Width = width,
            Height = height,
            Seed = 1,
            Mode = RandomnessMode.Sample,
            Schedule = BetaSchedule.Constant(0.3),
            BatchSize = batchSize,
        };
    }

    private RowsInMemory Rows => new(_sources, _bytes);

    /// <summary>One of them, by its name; each call does a batch.</summary>
    public Action Of(string name) => name switch
    {
        "memcpy" => () => _sources.CopyTo(_samples, 0),
        "plan" => Planned(render: false),
        "plan+compose" => Planned(render: true),
        "compose" => Composed(_options),
        "compose-moved" => Composed(_options with { Flip = true, MaxShiftX = _options.Width / 10, MaxShiftY = _options.Height / 10 }),
        "records" => Records(),
        "planes" => Planes(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "memcpy, plan, plan+compose, compose, compose-moved, records or planes"),
    };

    private Action Planned(bool render)
    {
        SampleRenderer? renderer = render ? new SampleRenderer(Rows, _options.Width, _options.Height, FillRule.Nearest) : null;
        EpochPlan epoch = new Planner(_options, _options.BatchSize).Epoch(0);
        return () =>
        {
            BatchPlan batch = epoch.Batch(0);
            for (int row = 0; row < batch.Count; row++)
            {
                var plan = new SamplePlan(batch, row);
                renderer?.Render(batch, plan, _samples.AsSpan(row * _bytes, _bytes));
            }
        };
    }

    private Action Composed(PlanOptions options)
    {
        var renderer = new SampleRenderer(Rows, options.Width, options.Height, FillRule.Nearest);
        SamplePlan[] plans = Plans(options, out BatchPlan batch);
        return () =>
        {
            for (int row = 0; row < plans.Length; row++)
            {
                renderer.Render(batch, plans[row], _samples.AsSpan(row * _bytes, _bytes));
            }
        };
    }

    private Action Records()
    {
        RecordSources sources = [.. Enumerable.Range(0, _options.BatchSize).Select(i => new RecordSource($"class-{i % 10}/{i:D5}.jpg", i % 10))];
        var writer = new RecordWriter(sources, _options.Width, _options.Height);
        var output = new ArrayBufferWriter<byte>();
        SamplePlan[] plans = Plans(_options, out _);
        return () =>
        {
            output.ResetWrittenCount();
            foreach (ref readonly SamplePlan plan in plans.AsSpan())
            {
                writer.Write(plan, 0.3, output);
            }
        };
    }

    private static SamplePlan[] Plans(PlanOptions options, out BatchPlan batch)
    {
        BatchPlan plans = batch = new Planner(options, options.BatchSize).Epoch(0).Batch(0);
        return [.. Enumerable.Range(0, batch.Count).Select(row => plans[row])];
    }

    private Action Planes()
    {
        float[] floats = new float[_samples.Length];
        RgbFloats scale = new(0.0160f, 0.0161f, 0.0150f);
        RgbFloats bias = new(-1.97f, -1.98f, -1.71f);
        return () =>
        {
            for (int row = 0; row < _options.BatchSize; row++)
            {
                Normalise.ToPlanes(_sources.AsSpan(row * _bytes, _bytes), floats.AsSpan(row * _bytes, _bytes), scale, bias);
            }
        };
    }

    private sealed class RowsInMemory(byte[] all, int bytes) : IBaseRows
    {
        public void Read(int source, int top, Span<byte> destination) => throw new NotSupportedException();

        public bool TryFind(int source, out ReadOnlySpan<byte> held, out int at)
        {
            held = all;
            at = source * bytes;
            return true;
        }

        public void Keep(long budget, int threads = 0)
        {
        }

        public void Dispose()
        {
        }
    }
}
