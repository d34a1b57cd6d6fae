using System.Runtime.InteropServices;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Runtime;

/// <summary>
/// Numbers to and from libtorch, held for as long as it reads them. A TorchSharp <see cref="Scalar"/> is a native object with a
/// finalizer, and TorchSharp's functions keep none of those they are given alive: a number that is converted on the way into a
/// call, as in <c>tensor.add_(1)</c>, may be freed while libtorch reads it. It is seen once in many thousand steps, on a
/// busy machine. So a number that goes into a step is one of these, or in a <c>using</c>, or in a field. TorchSharp's
/// <c>add(x)</c> and <c>add_(x)</c> make such a number themselves, the 1 that x is multiplied by: call those that take it.
/// </summary>
internal static class Numbers
{
    /// <summary>0.</summary>
    public static readonly Scalar Zero = 0L.ToScalar();

    /// <summary>1.</summary>
    public static readonly Scalar One = 1L.ToScalar();

    /// <summary>255, the largest byte.</summary>
    public static readonly Scalar MaxByte = 255L.ToScalar();

    /// <summary>0, 1, … n − 1 as 64-bit integers [n], made on the device; the caller's.</summary>
    public static Tensor UpTo(int n, torch.Device device)
    {
        using Scalar end = ((long)n).ToScalar();
        return torch.arange(Zero, end, One, torch.int64, device);
    }

    /// <summary>A 64-bit integer [], made on the device; the caller's.</summary>
    public static Tensor Whole(long value, torch.Device device)
    {
        using Scalar number = value.ToScalar();
        return torch.full([], number, torch.int64, device);
    }

    /// <summary>The one number of a tensor; waits for the device.</summary>
    /// <typeparam name="T">The tensor's own type.</typeparam>
    public static T Read<T>(Tensor tensor)
        where T : unmanaged
    {
        using Tensor host = tensor.cpu();
        return MemoryMarshal.Read<T>(host.bytes);
    }
}
