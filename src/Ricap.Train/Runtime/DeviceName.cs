using System.Globalization;
using TorchSharp;

namespace Ricap.Train.Runtime;

/// <summary>Devices by name.</summary>
internal static class DeviceName
{
    /// <summary>The name of the CPU.</summary>
    public const string Cpu = "cpu";

    /// <summary>What names there are, for help texts.</summary>
    public const string Grammar = $"{Cpu}|cuda|cuda:N|mps";

    /// <summary>The device of a name, if it is there.</summary>
    /// <param name="name">Out of <see cref="Grammar"/>; <c>cuda</c> is the first GPU, <c>mps</c> that of a Mac.</param>
    /// <exception cref="RicapException">It is no such name, the device is not there, or libtorch cannot be loaded.</exception>
    public static torch.Device Parse(string name)
    {
        int index = 0;
        bool isCuda = name == "cuda" || (name.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out index));
        if (!isCuda && name is not (Cpu or "mps"))
        {
            throw new RicapException(Problem.InvalidOption($"{new OptionName("device")} '{name}' is not {Grammar.Replace("|", ", ", StringComparison.Ordinal)}"));
        }

        TorchRuntimeInfo runtime = TorchRuntime.Load();
        if (!isCuda)
        {
            return name == Cpu ? torch.CPU
                : torch.mps_is_available() ? torch.MPS
                : throw new RicapException(Problem.Error(
                    ProblemCodes.DeviceUnavailable, name, "there is no Apple GPU that this libtorch can use: mps takes an Apple-silicon Mac with macOS 13 or later"));
        }

        int count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        return index < count ? torch.device(DeviceType.CUDA, index) : throw new RicapException(Problem.Error(
            ProblemCodes.DeviceUnavailable,
            name,
            count > 0
                ? $"there are {count} GPUs, cuda:0..cuda:{count - 1}"
                : $"no GPU is usable: this is the {runtime.Backend} build of libtorch, or there is no driver; build with "
                    + "-p:TorchBackend=cuda, or set RICAP_LIBTORCH to that of a PyTorch for CUDA; 'ricap-train doctor' says more"));
    }
}
