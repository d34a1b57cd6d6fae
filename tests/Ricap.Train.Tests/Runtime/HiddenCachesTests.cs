using Ricap.Train.Runtime;
using TorchSharp;
using Cpuid = (int Eax, int Ebx, int Ecx, int Edx);

namespace Ricap.Train.Tests.Runtime;

public sealed class HiddenCachesTests
{
    private const int Caches = unchecked((int)0x8000001D);

    private static readonly Cpuid Amd = (16, Name("Auth"), Name("cAMD"), Name("enti"));
    private static readonly Cpuid Intel = (32, Name("Genu"), Name("ntel"), Name("ineI"));
    private static readonly Cpuid Hygon = (16, Name("Hygo"), Name("uine"), Name("nGen"));

    /// <summary>What an EPYC's leaf 0x8000001D says: 32 KiB and 32 KiB, 512 KiB, 32 MiB.</summary>
    private static readonly Cpuid[] Filled = [(289, 29360191, 63, 0), (290, 29360191, 63, 0), (323, 29360191, 1023, 2), (16739, 62914623, 32767, 1)];

    [Fact]
    public void An_AMD_processor_that_tells_its_caches_hides_none() => Assert.False(HiddenCaches.FoundBy(Processor(Amd, Filled)));

    [Fact]
    public void An_AMD_processor_whose_leaf_is_empty_hides_them() => Assert.True(HiddenCaches.FoundBy(Processor(Amd, [])));

    /// <summary>oneDNN takes three levels for granted, so one that is missing counts as one byte like all of them.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_level_that_is_empty_is_enough(int level) =>
        Assert.True(HiddenCaches.FoundBy(Processor(Amd, [.. Filled.Select((entry, i) => i == level ? default : entry)])));

    [Fact]
    public void The_instruction_cache_is_of_no_matter() =>
        Assert.False(HiddenCaches.FoundBy(Processor(Amd, [.. Filled.Select((entry, i) => i == 1 ? default : entry)])));

    /// <summary>One set of 64 ways of 64 bytes is 4 KiB, though its number of sets is held as 0.</summary>
    [Fact]
    public void A_cache_of_one_set_is_a_cache()
    {
        Cpuid[] entries = [.. Filled];
        entries[0] = (289, (63 << 22) | 63, 0, 0);
        Assert.False(HiddenCaches.FoundBy(Processor(Amd, entries)));
    }

    /// <summary>The other leaf, 4, is read of Intel's; other makers' are not read.</summary>
    [Fact]
    public void Processors_of_others_are_read_otherwise()
    {
        Assert.False(HiddenCaches.FoundBy(Processor(Intel, [])));
        Assert.False(HiddenCaches.FoundBy(Processor(Hygon, [])));
    }

    [Fact]
    public void Arm_has_no_CPUID() => Assert.False(HiddenCaches.FoundBy(null));

    [Theory]
    [InlineData(true, DeviceType.CPU, true)]
    [InlineData(true, DeviceType.CUDA, false)]
    [InlineData(false, DeviceType.CPU, false)]
    public void Only_the_CPU_is_concerned(bool hidden, DeviceType device, bool concerned)
    {
        bool here = HiddenCaches.Here;
        HiddenCaches.Here = hidden;
        Assert.Equal(concerned, HiddenCaches.Concern(device));
        HiddenCaches.Here = here;
    }

    private static Func<int, int, Cpuid> Processor(Cpuid maker, Cpuid[] caches) => (leaf, entry) => leaf switch
    {
        0 => maker,
        Caches when entry < caches.Length => caches[entry],
        Caches => default,
        _ => throw new ArgumentOutOfRangeException(nameof(leaf)),
    };

    private static int Name(string text) => BitConverter.ToInt32(System.Text.Encoding.ASCII.GetBytes(text));
}
