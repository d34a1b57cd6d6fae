using System.Diagnostics;
using System.Globalization;
using Ricap.Train.Cli.Progress;
using Ricap.Train.Data;
using Ricap.Train.Losses;
using Ricap.Train.Recording;
using Ricap.Train.Runtime;
using Ricap.Train.Training;
using static TorchSharp.torch;

namespace Ricap.Train.Benchmarks;

/// <summary>What the loop costs beside its steps: metrics, display, checkpoints, the table; an epoch with and without, taking turns.</summary>
internal static class OverheadBenchmark
{
    private const int Rounds = 12;

    public static int Run(string data)
    {
        TorchRuntime.Load();
        string folder = Directory.CreateTempSubdirectory("ricap-overhead-").FullName;
        var with = new List<double>();
        var without = new List<double>();
        try
        {
            for (int round = 0; round < Rounds + 1; round++)
            {
                var options = TrainOptionTable.Parse([new("data", data), new("out", Path.Combine(folder, $"{round}")), new("epochs", "1")]);
                using var setup = TrainSetup.Open(options);
                using var observer = new PlainLines(TextWriter.Null);
                Bare(setup); // the first epoch of a setup opens files and makes buffers
                double first = round % 2 == 0 ? Bare(setup) : Loop(setup, observer);
                double second = round % 2 == 0 ? Loop(setup, observer) : Bare(setup);
                (double bare, double whole) = round % 2 == 0 ? (first, second) : (second, first);
                if (round > 0)
                {
                    without.Add(bare);
                    with.Add(whole);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare {bare:0.000} s, loop {whole:0.000} s, {whole / bare - 1:+0.0 %;-0.0 %}"));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        double median = Median(with) / Median(without) - 1;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"medians: {median:+0.00 %;-0.00 %}"));
        return 0;
    }

    private static double Loop(TrainSetup setup, ITrainObserver observer)
    {
        using var loop = new TrainLoop(setup, observer, CancellationToken.None);
        long start = Stopwatch.GetTimestamp();
        loop.Run(Cursor.Start);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Bare(TrainSetup run)
    {
        run.Freezing.Train();
        long start = Stopwatch.GetTimestamp();
        foreach (TrainBatch batch in run.Feed.Epoch(0))
        {
            using var scope = NewDisposeScope();
            Tensor loss = RicapLoss.Forward(run.Forward(run.Normaliser.Apply(batch.Images)), batch.Targets);
            run.Backward(loss, batch);
            run.Step(0.01);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
