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

/// <summary>
/// Training steps, from bytes to changed weights: answers a line <c>MODEL THREADS STEPS</c> with the seconds a step takes, for
/// <c>build/bench.sh</c>, which has PyTorch's worker take turns with it.
/// </summary>
internal static class StepWorker
{
    private const int Batch = 128;

    public static int Run()
    {
        TorchRuntime.Load();
        var made = new Dictionary<string, Step>();
        while (Console.ReadLine() is { } request)
        {
            string[] words = request.Split(' ');
            set_num_threads(int.Parse(words[1], CultureInfo.InvariantCulture));
            if (!made.TryGetValue(words[0], out Step? step))
            {
                made.Add(words[0], step = new Step(words[0]));
                step.Run(1);
            }

            Console.WriteLine(step.Run(int.Parse(words[2], CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture));
        }

        return 0;
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
}
