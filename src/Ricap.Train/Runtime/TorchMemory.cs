using System.Runtime.InteropServices;

namespace Ricap.Train.Runtime;

/// <summary>Memory that is not there is the commonest thing to go wrong on a GPU: it is told in one line.</summary>
internal static class TorchMemory
{
    // What libtorch's allocators say: that of CUDA, those of the CPU on Linux and on Windows.
    private static readonly string[] Complaints = ["out of memory", "can't allocate memory", "not enough memory"];

    /// <summary>Whether something went wrong because there was no memory for it.</summary>
    public static bool IsShortage(ExternalException e) => Complaints.Any(c => e.Message.Contains(c, StringComparison.OrdinalIgnoreCase));

    /// <summary>Runs something that computes on a device.</summary>
    /// <exception cref="RicapException">The device, or the host, has not the memory for it.</exception>
    public static T Guard<T>(string device, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ExternalException e) when (IsShortage(e))
        {
            throw new RicapException(
                Problem.AboutOption(
                    ProblemSeverity.Error,
                    ProblemCodes.DeviceUnavailable,
                    device,
                    $"has too little memory: {e.Message.Split('\n')[0].Trim()}; a smaller {new OptionName("batch")} or {new OptionName("model")} takes less, and on a GPU {new OptionName("device-memory", "0")}"),
                e);
        }
    }
}
