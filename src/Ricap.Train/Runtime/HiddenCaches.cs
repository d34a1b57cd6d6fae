using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace Ricap.Train.Runtime;

/// <summary>Whether some of libtorch's convolutions are wrong on this processor.</summary>
/// <remarks>
/// <para>
/// oneDNN 3.7, which libtorch 2.10 has within it, asks an AMD processor for the sizes of its caches by CPUID leaf 0x8000001D and
/// does not look whether the leaf is filled. Some hypervisors (Firecracker is one) leave it empty, and each cache then counts
/// as one byte. What oneDNN plans from that for 1×1 convolutions of channels-last tensors leaves weights out, in silence
/// (256 → 512 channels at stride 2 under AVX-512), or divides by zero and ends the process (1024 → 512). Under AVX-512 it leaves
/// out all but the bias where each group has one channel and makes several of it, from 3×3 on: so were 320 of 3,888 kinds (1 to 32
/// groups, 1 to 16 channels in and out of each, 1×1 to 5×5, strides 1 and 2), and none of the others. [N,C,H,W] in memory is right.
/// </para>
/// <para>
/// Mended upstream: xbyak pull request 185 (xbyak 7.06), oneDNN pull request 2867 (oneDNN 3.8). Once TorchSharp's libtorch has
/// oneDNN 3.8 or later, this class, the product in <c>PixelConv</c> and the planes in <c>LayerOperators.Conv</c> can go.
/// </para>
/// </remarks>
internal static class HiddenCaches
{
    /// <summary>What is said of it to people.</summary>
    public const string Note = "this processor's hypervisor hides the sizes of its caches, which libtorch's 1x1 convolutions do not bear: they are computed as matrix products";

    private const int CacheLeaf = unchecked((int)0x8000001D);
    private const int EndOfAmdsName = 0x444D4163; // "cAMD", the last third of "AuthenticAMD"

    /// <summary>No data cache is smaller; what an empty leaf says is one byte.</summary>
    private const ulong Smallest = 1024;

    /// <summary>The leaf's entries that oneDNN 3.7 reads: first-level data, second level, third level. Entry 1 is instructions.</summary>
    private static readonly int[] Entries = [0, 2, 3];

    /// <summary>Whether this process runs on such a processor. Tests set it, so that both answers are tried everywhere.</summary>
    public static bool Here { get; set; } = FoundBy(X86Base.IsSupported ? X86Base.CpuId : null);

    /// <summary>Whether a processor is one of those.</summary>
    /// <param name="cpuid">Its CPUID instruction: leaf and sub-leaf to EAX, EBX, ECX, EDX; null where it has none.</param>
    public static bool FoundBy(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)>? cpuid) =>
        cpuid is not null && cpuid(0, 0).Ecx == EndOfAmdsName && Entries.Any(entry => Size(cpuid(CacheLeaf, entry)) < Smallest);

    /// <summary>Whether convolutions on a device that are wrong have to go another way.</summary>
    public static bool Concern(DeviceType device) => Here && device == DeviceType.CPU;

    /// <summary>Ways × partitions × bytes a line × sets, each held as one less, as oneDNN reckons it.</summary>
    private static ulong Size((int Eax, int Ebx, int Ecx, int Edx) entry)
    {
        uint shape = (uint)entry.Ebx;
        return ((shape >> 22) + 1UL) * (((shape >> 12) & 0x3FF) + 1) * ((shape & 0xFFF) + 1) * ((uint)entry.Ecx + 1UL);
    }
}
