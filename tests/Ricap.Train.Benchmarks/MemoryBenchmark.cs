using System.Diagnostics;
using Ricap.Train.Recording;
using Ricap.Train.Runtime;
using Ricap.Train.Training;
using static TorchSharp.torch;

namespace Ricap.Train.Benchmarks;

/// <summary>Whether memory grows with the number of steps.</summary>
internal static class MemoryBenchmark
{
    private const int Steps = 10_000;

    public static int Run(string data)
    {
        TorchRuntime.Load();
        string folder = Directory.CreateTempSubdirectory("ricap-memory-").FullName;
        try
        {
            var options = TrainOptionTable.Parse([new("data", data), new("out", folder), new("epochs", "100000"), new("batch", "8")]);
            using var setup = TrainSetup.Open(options);
            using var enough = new CancellationTokenSource();
            var observer = new Sampler(enough);
            using var loop = new TrainLoop(setup, observer, enough.Token);
            loop.Run(Cursor.Start);
        }
        catch (OperationCanceledException)
        {
            // After the last step; it has all been said.
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private sealed class Sampler(CancellationTokenSource enough) : ITrainObserver
    {
        private int _steps;

        public void OnProgress(TrainProgress progress)
        {
            if (progress.Phase == TrainPhase.Train && ++_steps % 1000 == 0)
            {
                using var process = Process.GetCurrentProcess();
                Console.WriteLine($"{_steps,6} steps: {process.WorkingSet64 >> 20} MiB resident, {GC.GetTotalMemory(false) >> 20} MiB managed, {Tensor.TotalCount} tensors");
                if (_steps == Steps)
                {
                    enough.Cancel();
                }
            }
        }
    }
}
