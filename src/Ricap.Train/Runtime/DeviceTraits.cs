using System.Collections.Concurrent;
using TorchSharp;

namespace Ricap.Train.Runtime;

/// <summary>What kinds of devices can do, and what is fast on them.</summary>
internal static class DeviceTraits
{
    private static readonly ConcurrentDictionary<int, (int Major, int Minor)?> Capabilities = new();

    /// <summary>Whether it has numbers of 64 bits with a fraction, which Apple's GPUs have not.</summary>
    public static bool HasDoubles(DeviceType device) => device != DeviceType.MPS;

    /// <summary>Where sums in double precision are kept for tensors of a device: there, or on the host, which then waits for each.</summary>
    public static torch.Device ForSums(torch.Device device) => HasDoubles(device.type) ? device : torch.CPU;

    /// <summary>Whether the host runs ahead of it, so that reading a number waits for all work before it.</summary>
    public static bool RunsBehind(DeviceType device) => device != DeviceType.CPU;

    /// <summary>Whether it fetches page-locked memory of the host while the host goes on.</summary>
    public static bool FetchesPinned(DeviceType device) => device == DeviceType.CUDA;

    /// <summary>Whether batches and weights are best kept with the channels of a pixel side by side.</summary>
    /// <param name="device">Where they are.</param>
    /// <param name="bf16">Whether they are bfloat16.</param>
    public static bool PrefersChannelsLast(torch.Device device, bool bf16) => PrefersChannelsLast(
        device.type,
        bf16,
        device.type == DeviceType.CUDA && torch.backends.cudnn.allow_tf32,
        device.type == DeviceType.CUDA ? Capabilities.GetOrAdd(Math.Max(0, device.index), TorchRuntime.Cuda.Capability) : null);

    /// <summary>
    /// So on the CPU, and on GPUs where cuDNN computes on tensor cores, which want it: in bfloat16, and in TF32, which came with
    /// compute capability 8. Plain floats are faster as [N,C,H,W] there, and so they are on Apple's GPUs.
    /// </summary>
    public static bool PrefersChannelsLast(DeviceType device, bool bf16, bool tf32, (int Major, int Minor)? capability) => device switch
    {
        DeviceType.CPU => true,
        DeviceType.CUDA => bf16 || (tf32 && capability is null or { Major: >= 8 }),
        _ => false,
    };

    /// <summary>Brings a tensor of the host to a device; where that fetches it by itself, the host goes on meanwhile.</summary>
    /// <param name="host">On the CPU; stays the caller's, who may dispose it at once.</param>
    /// <param name="device">Where to.</param>
    /// <returns>The tensor there; the caller's. On the CPU it shares the memory.</returns>
    public static torch.Tensor Send(torch.Tensor host, torch.Device device)
    {
        if (!FetchesPinned(device.type))
        {
            return host.to(device);
        }

        // libtorch keeps page-locked memory until the device has fetched it, whoever lets go of it before.
        using torch.Tensor pinned = host.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}
