using System.Diagnostics;
using System.Globalization;
using Ricap.Train.Data;
using Ricap.Train.Evaluating;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using Ricap.Train.Optimisers;
using Ricap.Train.Runtime;
using static TorchSharp.torch;

namespace Ricap.Train.Benchmarks;

/// <summary>One training step, bytes to changed weights, ours and PyTorch's, taking turns on the same machine.</summary>
internal static class StepBenchmark
{
    private const int Rounds = 9;
    private const int Batch = 128;

    public static int Run(string python)
    {
        TorchRuntimeInfo runtime = TorchRuntime.Load();
        using var peer = new Peer(python);
        Console.WriteLine($"libtorch {runtime.LibtorchVersion} here, PyTorch {peer.Version} there, {Environment.ProcessorCount} cores; median of {Rounds} (least-most), images/s");
        foreach (int threads in (int[])[1, 2])
        {
            foreach (string model in (string[])["small", "wrn-16-2"])
            {
                int steps = model == "small" ? 6 : 2;
                set_num_threads(threads);
                using var ours = new Step(model);
                ours.Run(1);
                peer.Run(model, threads, "nchw", 1);
                peer.Run(model, threads, "nhwc", 1);
                double[][] rates = [.. Enumerable.Range(0, Rounds).Select(_ => (double[])
                [
                    Batch / ours.Run(steps),
                    Batch / peer.Run(model, threads, "nchw", steps),
                    Batch / peer.Run(model, threads, "nhwc", steps),
                ])];
                Console.WriteLine($"{model,-9} {threads} threads   ours {Say(rates, 0)}   PyTorch, NCHW {Say(rates, 1)}   PyTorch, channels-last {Say(rates, 2)}");
            }
        }

        return 0;
    }

    private static string Say(double[][] rates, int column)
    {
        double[] sorted = [.. rates.Select(r => r[column]).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2]:N0} ({sorted[0]:N0}-{sorted[^1]:N0})");
    }

    /// <summary>All that the training loop does in a step.</summary>
    private sealed class Step : IDisposable
    {
        private readonly ImageModel _model;
        private readonly Optimiser _optimiser;
        private readonly PixelNormaliser _normaliser = new([0.5, 0.5, 0.5], [0.25, 0.25, 0.25], CPU);
        private readonly TrainMeter _meter = new(CPU);
        private readonly Tensor _images = randint(0, 256, [Batch, 32, 32, 3], dtype: uint8);
        private readonly Tensor _targets = randn(Batch, 10).softmax(1);

        public Step(string model)
        {
            _model = ModelCatalog.Create(new ModelOptions { Name = model, Classes = 10 });
            _model.train();
            _optimiser = Optimiser.Create(new OptimiserOptions(), _model);
        }

        public double Run(int steps)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < steps; i++)
            {
                using (NewDisposeScope())
                {
                    Tensor logits = _model.ForwardNhwc(_normaliser.Apply(_images));
                    Tensor loss = RicapLoss.Forward(logits, _targets);
                    _optimiser.ZeroGrad();
                    loss.backward();
                    _optimiser.Step(0.01);
                    _meter.Add(loss, RicapLoss.Correct(logits, _targets), Batch);
                }

                _meter.Read();
            }

            return Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
        }

        public void Dispose()
        {
            _meter.Dispose();
            _normaliser.Dispose();
            _optimiser.Dispose();
            _model.Dispose();
            _images.Dispose();
            _targets.Dispose();
        }
    }

    private sealed class Peer : IDisposable
    {
        private readonly Process _process;

        public Peer(string python)
        {
            _process = Process.Start(new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "peer.py")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            Version = Line();
        }

        public string Version { get; }

        public double Run(string model, int threads, string layout, int steps)
        {
            _process.StandardInput.WriteLine($"{model} {threads} {layout} {steps}");
            return double.Parse(Line(), CultureInfo.InvariantCulture);
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }

        private string Line() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the Python process ended");
    }
}
