using Ricap.Train.Runtime.Native;

namespace Ricap.Train.Tests.Runtime.Native;

public sealed class CudaLibrariesTests
{
    [Theory]
    [InlineData(12080, "12.8")]
    [InlineData(13000, "13.0")]
    [InlineData(11020, "11.2")]
    public void Versions_of_CUDA_are_numbers(int version, string text) => Assert.Equal(text, CudaLibraries.CudaText(version));

    [Theory]
    [InlineData(8902, "8.9.2")]
    [InlineData(91002, "9.10.2")]
    [InlineData(90100, "9.1.0")]
    public void Versions_of_cuDNN_are_numbers_of_two_kinds(long version, string text) => Assert.Equal(text, CudaLibraries.CuDnnText(version));

    [Theory]
    [InlineData("NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.86.15  Thu Jan 23 2025\nGCC version:  gcc version 12.2.0", "570.86.15")]
    [InlineData("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (root@host)", "580.65.06")]
    [InlineData("another module", null)]
    public void The_drivers_version_is_that_of_its_kernel_module(string text, string? version) => Assert.Equal(version, CudaLibraries.DriverIn(text));

    [Fact]
    public void Without_libraries_nothing_is_known()
    {
        var none = new CudaLibraries(new LoadedLibraries());
        Assert.Null(none.Runtime);
        Assert.Null(none.CuDnn);
        Assert.Null(none.Memory(0));
        Assert.Null(none.Capability(0));
    }
}
