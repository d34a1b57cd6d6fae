using System.Globalization;
using System.Runtime.InteropServices;
using Ricap.CommandLine;
using Ricap.Train.Runtime;
using Ricap.Train.Runtime.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Ricap.Train.Cli;

/// <summary><c>ricap-train doctor</c>: does this machine train at all, and with what.</summary>
internal static class DoctorCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "doctor",
        "Says which libtorch, driver and devices are used, trains a few steps on each device, in float and in bfloat16, and compares it with the CPU. "
        + "RICAP_LIBTORCH names the folder torch/lib of a PyTorch install to use its libtorch.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        var command = new Verb(Info)
        {
            Usage = "doctor",
            Examples = ["ricap-train doctor", "RICAP_LIBTORCH=/path/to/torch/lib ricap-train doctor"],
        };
        command.SetAction(_ => Run(context.Out));
        return command;
    }

    /// <summary>Prints one fact a line.</summary>
    /// <exception cref="RicapException">libtorch cannot be loaded, or a device does not train, or not as the CPU does.</exception>
    public static int Run(TextWriter output)
    {
        Describe(TorchRuntime.Load(), output);
        foreach ((string name, Device device) in Devices())
        {
            Line(output, $"training on {name}", DeviceCheck.Train(name, device, bf16: false));
            Line(output, "  in bfloat16", DeviceCheck.Train(name, device, bf16: true));
            Line(output, "  as the CPU does", DeviceCheck.Compare(name, device));
        }

        return ExitCode.Ok;
    }

    /// <summary>What there is to train with.</summary>
    internal static void Describe(TorchRuntimeInfo runtime, TextWriter output)
    {
        Line(output, "backend", runtime.Backend);
        Line(output, "TorchSharp", runtime.TorchSharpVersion);
        Line(output, "libtorch", $"{runtime.LibtorchVersion} in {runtime.Folder}");
        Line(output, "compatibility copy", runtime.CompatibilityCopy ?? "not needed");
        Line(output, "system", $"{RuntimeInformation.RuntimeIdentifier}, .NET {Environment.Version}");
        Line(output, "threads", $"{get_num_threads()} in an operation, {get_num_interop_threads()} operations");
        Line(output, "caches", HiddenCaches.Here ? HiddenCaches.Note : "nothing hides them");
        Line(output, "driver", CudaLibraries.Driver ?? "none of NVIDIA");
        Line(output, "CUDA", TorchRuntime.Cuda.Runtime ?? "not in this libtorch");
        Line(output, "cuDNN", TorchRuntime.Cuda.CuDnn ?? "not in this libtorch");
        (IReadOnlyList<string> loaded, IReadOnlyList<string> refused) = TorchRuntime.Nvidia;
        if (loaded.Count + refused.Count > 0)
        {
            Line(output, "NVIDIA's libraries", $"{loaded.Count} of those beside libtorch{(refused.Count > 0 ? $", without {string.Join(", ", refused.Select(Path.GetFileName))}, which cannot be loaded" : "")}");
        }

        Line(output, "devices", string.Join(", ", Devices().Select(d => d.Name)));
        foreach ((string name, Device device) in Devices().Where(d => d.Device.type == DeviceType.CUDA))
        {
            Line(output, name, Gpu(device.index));
        }
    }

    private static IEnumerable<(string Name, Device Device)> Devices()
    {
        yield return (DeviceName.Cpu, CPU);
        int count = cuda.is_available() ? cuda.device_count() : 0;
        for (int i = 0; i < count; i++)
        {
            yield return ($"cuda:{i}", device(DeviceType.CUDA, i));
        }

        if (mps_is_available())
        {
            yield return ("mps", MPS);
        }
    }

    private static string Gpu(int index)
    {
        string capability = TorchRuntime.Cuda.Capability(index) is var (major, minor) ? $", compute capability {major}.{minor}" : "";
        string memory = TorchRuntime.Cuda.Memory(index) is var (free, total) ? $", {Gigabytes(free)} of {Gigabytes(total)} GB free" : "";
        return $"{CudaLibraries.Name(index) ?? "a GPU"}{capability}{memory}";
    }

    private static string Gigabytes(long bytes) => (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture);

    private static void Line(TextWriter output, string what, string fact) => output.WriteLine($"{what,-20}{fact}");
}
