using System.Diagnostics;
using System.Globalization;
using Ricap.Planning;
using Ricap.Rendering;

namespace Ricap.Benchmarks;

/// <summary>
/// Planning and composing samples whose sources lie in memory, on one thread, against copying as many bytes: a JSON line
/// each, nanoseconds a sample, median of rounds that alternate.
/// </summary>
internal static class ComposeCosts
{
    private const int Rounds = 201; // short ones, so that some fall between what else the machine does

    /// <summary>Runs every shape, or the one named, e.g. <c>32x32</c>.</summary>
    public static void Run(string[] only)
    {
        (int Width, int Height, int Batch)[] shapes = [(32, 32, 128), (224, 224, 32), (640, 480, 8)];
        foreach ((int width, int height, int batch) in shapes)
        {
            if (only.Length == 0 || only.Contains($"{width}x{height}"))
            {
                Measure(width, height, batch);
            }
        }
    }

    private static void Measure(int width, int height, int batchSize)
    {
        int bytes = 3 * width * height;
        var rows = new RowsInMemory(batchSize, bytes);
        byte[] samples = new byte[batchSize * bytes];
        var options = new PlanOptions
        {
            Width = width,
            Height = height,
            Seed = 1,
            Mode = RandomnessMode.Sample,
            Schedule = BetaSchedule.Constant(0.3),
            BatchSize = batchSize,
        };
        (string Name, Action Do)[] ways =
        [
            ("memcpy", () => rows.All.CopyTo(samples, 0)),
            ("plan", Planned(options, null, samples)),
            ("plan+compose", Planned(options, rows, samples)),
            ("compose", Composed(options, rows, samples)),
            ("compose moved", Composed(options with { Flip = true, MaxShiftX = width / 10, MaxShiftY = height / 10 }, rows, samples)),
        ];
        int repeats = Math.Max(1, 4_000_000 / (batchSize * bytes));
        var times = ways.ToDictionary(way => way.Name, _ => new List<double>());
        long start = Stopwatch.GetTimestamp();
        for (int round = -1; round < Rounds; round++)
        {
            // Until the compiler has seen what is hot, and compiled it again.
            round = Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(3) ? -1 : Math.Max(round, 0);
            foreach ((string name, Action action) in ways)
            {
                long began = Stopwatch.GetTimestamp();
                for (int i = 0; i < repeats; i++)
                {
                    action();
                }

                if (round >= 0)
                {
                    times[name].Add(Stopwatch.GetElapsedTime(began).TotalNanoseconds / repeats / batchSize);
                }
            }
        }

        foreach ((string name, List<double> all) in times)
        {
            all.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"size":"{{width}}x{{height}}","batch":{{batchSize}},"what":"{{name}}","ns":{{all[Rounds / 2]:F1}},"min":{{all[0]:F1}},"max":{{all[^1]:F1}}}"""));
        }
    }

    private static Action Planned(PlanOptions options, RowsInMemory? rows, byte[] samples)
    {
        var planner = new Planner(options, options.BatchSize);
        SampleRenderer? renderer = rows is null ? null : new SampleRenderer(rows, options.Width, options.Height, FillRule.Nearest);
        EpochPlan epoch = planner.Epoch(0);
        int bytes = 3 * options.Width * options.Height;
        return () =>
        {
            BatchPlan batch = epoch.Batch(0);
            for (int row = 0; row < batch.Count; row++)
            {
                SamplePlan plan = batch[row];
                renderer?.Render(batch, plan, samples.AsSpan(row * bytes, bytes));
            }
        };
    }

    private static Action Composed(PlanOptions options, RowsInMemory rows, byte[] samples)
    {
        var renderer = new SampleRenderer(rows, options.Width, options.Height, FillRule.Nearest);
        BatchPlan batch = new Planner(options, options.BatchSize).Epoch(0).Batch(0);
        SamplePlan[] plans = [.. Enumerable.Range(0, batch.Count).Select(row => batch[row])];
        int bytes = 3 * options.Width * options.Height;
        return () =>
        {
            for (int row = 0; row < plans.Length; row++)
            {
                renderer.Render(batch, plans[row], samples.AsSpan(row * bytes, bytes));
            }
        };
    }

    private sealed class RowsInMemory : IBaseRows
    {
        private readonly int _bytes;

        public RowsInMemory(int count, int bytes)
        {
            _bytes = bytes;
            All = new byte[count * bytes];
            new Random(1).NextBytes(All);
        }

        public byte[] All { get; }

        public void Read(int source, int top, Span<byte> destination) => throw new NotSupportedException();

        public bool TryGet(int source, out ReadOnlySpan<byte> image)
        {
            image = All.AsSpan(source * _bytes, _bytes);
            return true;
        }

        public void Keep(long budget)
        {
        }

        public void Dispose()
        {
        }
    }
}
