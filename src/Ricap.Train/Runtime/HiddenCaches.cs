using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace Ricap.Train.Runtime;

/// <summary>Whether some of libtorch's convolutions are wrong on this processor.</summary>
/// <remarks>
/// <para>
/// oneDNN 3.7, which libtorch 2.10 has within it, asks an AMD processor for the sizes of its caches by CPUID leaf 0x8000001D and
/// does not look whether the leaf is filled. Some hypervisors (Firecracker is one) leave it empty, and each cache then counts
/// as one byte. What oneDNN plans from that leaves weights or gradients out, in silence, or divides by zero and ends the process. Of 11,539
/// convolutions drawn at random (to 512 channels, 7×7, images of 33×33, strides and dilations of 1 and 2), held against double precision
/// under AVX-512, so many had wrong outputs, and wrong gradients of the images:
/// </para>
/// <code>
///                            channels-last               in planes
///   one group
///     1×1                    ends processes            0,    0 of   650
///     larger               13,  112 of 3,138         746, 1388 of 3,115
///   groups of one channel
///     into one              0,   35 of   442           0,    0 of   583
///     into several        716,  512 of   745           0,    0 of   853
///   groups of more          0,    0 of   901           0,    0 of 1,112
/// </code>
/// <para>
/// The 13 have kernels that reach over all of an image, the 112 those or one channel. Gradients of weights were right. In bfloat16 both columns have wrong
/// ones in nearly every row. With oneDNN turned off none of 3,383 was wrong, float and bfloat16, but a training step of our models
/// takes 2 to 12 times as long.
/// </para>
/// <para>
/// So there oneDNN is off from the start, and on only while our models compute in floats, by ways that are right: <c>PixelConv</c> and
/// <c>SureConvolution</c>. Mended upstream: xbyak pull request 185 (xbyak 7.06), oneDNN pull request 2867 (oneDNN 3.8). Once TorchSharp's
/// libtorch has oneDNN 3.8 or later, this class and those ways can go.
/// </para>
/// </remarks>
internal static class HiddenCaches
{
    /// <summary>What is said of it to people.</summary>
    public const string Note = "this processor's hypervisor hides the sizes of its caches, which libtorch's convolutions do not bear: those of our models are computed other ways, and those of others, and in bfloat16, slowly";

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

    /// <summary>Turns oneDNN on, where it is off, for what is known to be right by it, until the result is disposed of.</summary>
    /// <remarks>The switch is the process's: what other threads compute meanwhile, of networks that are none of ours, may be wrong.</remarks>
    public static Turned Rely(bool isSure) => new(isSure && Here && !TorchRuntime.OneDnn.IsOn);

    /// <summary>Ways × partitions × bytes a line × sets, each held as one less, as oneDNN reckons it.</summary>
    private static ulong Size((int Eax, int Ebx, int Ecx, int Edx) entry)
    {
        uint shape = (uint)entry.Ebx;
        return ((shape >> 22) + 1UL) * (((shape >> 12) & 0x3FF) + 1) * ((shape & 0xFFF) + 1) * ((uint)entry.Ecx + 1UL);
    }

    /// <summary>oneDNN, turned on until this is disposed of.</summary>
    public readonly struct Turned : IDisposable
    {
        private readonly bool _isTurned;

        /// <summary>Turns it on, if it is to be turned.</summary>
        public Turned(bool turn)
        {
            _isTurned = turn;
            if (turn)
            {
                TorchRuntime.OneDnn.IsOn = true;
            }
        }

        /// <summary>Turns it off again.</summary>
        public void Dispose()
        {
            if (_isTurned)
            {
                TorchRuntime.OneDnn.IsOn = false;
            }
        }
    }
}
