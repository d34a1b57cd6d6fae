using System.Runtime.InteropServices;
using Ricap.Options;
using TorchSharp;

namespace Ricap.Train.Runtime;

/// <summary>
/// How much of a device's memory base images may take: one amount for what is trained on and what is tested on. Whatever does not fit
/// stays on the host, and the batches are made there.
/// </summary>
/// <param name="device">The device's name, for what is told.</param>
/// <param name="limit">Bytes that all of them may take; see <see cref="Limit"/>.</param>
/// <param name="share">Of what is free how much they may take, above 0 to 1.</param>
/// <param name="free">Bytes that are free just now; null where that is not known.</param>
internal sealed class DeviceBudget(string device, long limit, double share, Func<long?> free)
{
    private const long DefaultLimit = 8L << 30;

    /// <summary>Half of what is free is left to the training, whose needs nobody knows before; who names an amount has reckoned.</summary>
    private const double DefaultShare = 0.5;

    private readonly object _sync = new();
    private long _taken;

    /// <summary>Nothing, where there is no device.</summary>
    public static DeviceBudget None => new(DeviceName.Cpu, 0, 1, () => null);

    /// <summary>The budget of a device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="asked">What the user allows; null if nothing was said.</param>
    public static DeviceBudget Of(torch.Device device, long? asked) => new(
        device.ToString(),
        asked ?? Limit(device.type),
        asked is null ? DefaultShare : 1,
        () => device.type == DeviceType.CUDA ? TorchRuntime.Cuda.Memory(Math.Max(0, device.index))?.Free : null);

    /// <summary>Bytes where the user says nothing: none on the CPU, where the kernels are faster, nor on Apple's GPUs, which share its memory.</summary>
    public static long Limit(DeviceType device) => device == DeviceType.CUDA ? DefaultLimit : 0;

    /// <summary>Whether nothing may be kept there, whatever its size.</summary>
    public bool IsNothing => limit == 0;

    /// <summary>Brings something there if there is room.</summary>
    /// <param name="what">What it is called, in a sentence.</param>
    /// <param name="bytes">What it takes.</param>
    /// <param name="bring">Brings it.</param>
    /// <returns>It, or null and why it is not there: in one line, for a device that was to hold something.</returns>
    public (T? Placed, string? WhyNot) Place<T>(string what, long bytes, Func<T> bring)
        where T : class
    {
        lock (_sync)
        {
            if (bytes > limit - _taken)
            {
                return (null, IsNothing ? null : Stay($"{Size(limit - _taken)} are left of {new OptionName("device-memory", Size(limit))}"));
            }

            if (free() is { } now && bytes > share * now)
            {
                return (null, Stay($"of {Size(now)} that are free there, {(share < 1 ? "half is" : "some is")} for the training"));
            }

            try
            {
                T placed = bring();
                _taken += bytes;
                return (placed, null);
            }
            catch (ExternalException e) when (TorchMemory.IsShortage(e))
            {
                return (null, Stay("it ran out of memory"));
            }
        }

        string Stay(string why) => $"{what} ({Size(bytes)}) do not go to {device}: {why}; batches are composed on the CPU";
    }

    private static string Size(long bytes) => ByteSize.Spell(bytes < 1 << 20 ? bytes : bytes >> 20 << 20);
}
