using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using Ricap.Building;
using Ricap.Building.Base;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Benchmarks;

/// <summary>What each hop of an npy epoch costs on one thread, in nanoseconds a sample: where time goes and where it does not.</summary>
internal static class StageCosts
{
    public static void Run(string images)
    {
        string root = Directory.CreateTempSubdirectory("ricap-bench-").FullName;
        try
        {
            DatasetOptions options = OptionTable.Parse(new Dictionary<string, string>
            {
                ["images"] = images,
                ["out"] = root,
                ["size"] = "32x32",
                ["format"] = "npy",
            });
            DatasetBuilder.Build(options, new ProblemPrinter(), CancellationToken.None);
            DatasetManifest manifest = ManifestReader.Read(Path.Combine(root, DatasetManifest.FileName));
            using BaseRows rows = BaseRows.Open(manifest.Base.Select(s => Path.Combine(root, s.File.Path)));
            RecordSources sources = [.. manifest.Base
                .SelectMany(s => BaseShardRecords.Read(File.ReadAllBytes(Path.Combine(root, s.Companions[0].Path)), s.File.Path))
                .Select(r => r.Source)];
            Console.WriteLine(Machine.Describe());
            Measure(options, rows, sources);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void Measure(DatasetOptions options, BaseRows rows, RecordSources sources)
    {
        var planner = new Planner(options.Plan, sources.Count);
        var renderer = new SampleRenderer(rows, options.Width, options.Height, options.Fill);
        var writer = new RecordWriter(sources, options.Width, options.Height);
        var output = new ArrayBufferWriter<byte>();
        byte[] sample = new byte[3 * options.Width * options.Height];
        var hash = new XxHash128();
        (string Name, Action<EpochPlan, BatchPlan, SamplePlan> Do)[] stages =
        [
            ("plan", (_, _, _) => { }),
            ("plan + record", (e, _, p) =>
            {
                output.ResetWrittenCount();
                writer.Write(p, e.Beta, output);
            }),
            ("plan + render", (_, b, p) => renderer.Render(b, p, sample)),
            ("plan + 2 hashes", (_, _, _) =>
            {
                hash.Append(sample);
                hash.Append(sample);
            }),
        ];
        for (int round = 0; round < 4; round++)
        {
            foreach ((string name, Action<EpochPlan, BatchPlan, SamplePlan> action) in stages)
            {
                EpochPlan epoch = planner.Epoch(round);
                long began = Stopwatch.GetTimestamp();
                for (int b = 0; b < planner.Batches; b++)
                {
                    BatchPlan batch = epoch.Batch(b);
                    for (int row = 0; row < batch.Count; row++)
                    {
                        action(epoch, batch, batch[row]);
                    }
                }

                double ns = Stopwatch.GetElapsedTime(began).TotalNanoseconds / sources.Count;
                if (round == 3)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18} {ns,8:N0} ns"));
                }
            }
        }
    }

    private sealed class ProblemPrinter : IBuildObserver
    {
        public void OnProblem(Problem problem) => Console.Error.WriteLine(problem);
    }
}
