using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ricap.CommandLine;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using Ricap.Train.Optimisers;
using Ricap.Train.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Ricap.Train.Cli;

/// <summary><c>ricap-train doctor</c>: does this machine train at all, and with what.</summary>
internal static class DoctorCommand
{
    private const int Steps = 4;

    /// <summary>The verb.</summary>
    public static Verb Create(CommandContext context)
    {
        var command = new Verb(
            "doctor",
            "Says which libtorch and devices are used, and trains a few steps on each device. "
            + "RICAP_LIBTORCH names the folder torch/lib of a PyTorch install to use its libtorch.")
        {
            Usage = "doctor",
            Examples = ["ricap-train doctor", "RICAP_LIBTORCH=/path/to/torch/lib ricap-train doctor"],
        };
        command.SetAction(_ => Run(context.Out));
        return command;
    }

    /// <summary>Prints one fact a line.</summary>
    /// <exception cref="RicapException">libtorch cannot be loaded, or a device does not train.</exception>
    public static int Run(TextWriter output)
    {
        Describe(TorchRuntime.Load(), output);
        Train("cpu", CPU, output);
        if (cuda.is_available())
        {
            Train("cuda:0", CUDA, output);
        }

        return ExitCode.Ok;
    }

    /// <summary>What there is to train with.</summary>
    internal static void Describe(TorchRuntimeInfo runtime, TextWriter output)
    {
        output.WriteLine($"backend             {runtime.Backend}");
        output.WriteLine($"TorchSharp          {runtime.TorchSharpVersion}");
        output.WriteLine($"libtorch            {runtime.LibtorchVersion} in {runtime.Folder}");
        output.WriteLine($"compatibility copy  {runtime.CompatibilityCopy ?? "not needed"}");
        output.WriteLine($"system              {RuntimeInformation.RuntimeIdentifier}, .NET {Environment.Version}");
        output.WriteLine($"threads             {get_num_threads()} in an operation, {get_num_interop_threads()} operations");
        output.WriteLine($"caches              {(HiddenCaches.Here ? HiddenCaches.Note : "nothing hides them")}");
        output.WriteLine($"devices             cpu{Gpus()}");
    }

    private static string Gpus() =>
        cuda.is_available() ? string.Concat(Enumerable.Range(0, cuda.device_count()).Select(i => $", cuda:{i}")) : "";

    /// <summary>A few steps of <c>small</c> on noise it can learn by heart: the loss must fall.</summary>
    private static void Train(string name, Device device, TextWriter output)
    {
        using var scope = NewDisposeScope();
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10 });
        model.to(device);
        using var optimiser = Optimiser.Create(new OptimiserOptions(), model);
        Tensor images = linspace(-1, 1, 8 * 32 * 32 * 3).mul(1000).sin().reshape(8, 32, 32, 3).to(device);
        Tensor targets = nn.functional.one_hot(arange(8), 10).to(ScalarType.Float32).to(device);
        var losses = new List<float>();
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < Steps; i++)
        {
            optimiser.ZeroGrad();
            Tensor loss = RicapLoss.Forward(model.ForwardNhwc(images), targets);
            loss.backward();
            optimiser.Step(0.05);
            losses.Add(loss.item<float>());
        }

        string course = string.Join(" -> ", losses.Select(l => l.ToString("0.000", CultureInfo.InvariantCulture)));
        if (!losses.All(float.IsFinite) || losses[^1] >= losses[0])
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.TrainingDiverged, name, $"a training step does not train: the loss went {course}; this libtorch does not fit this machine"));
        }

        output.WriteLine($"training on {name,-8}{course} in {watch.Elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms");
    }
}
