using Ricap.Train.Runtime;

namespace Ricap.Train.Tests.Runtime;

/// <summary>Advice follows from what the loader says, and from nothing else.</summary>
public sealed class TorchProblemsTests
{
    [Theory]
    [InlineData("/lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by libtorch_cpu.so)", "libstdc++ of GCC 12")]
    [InlineData("libstdc++.so.6: cannot open shared object file: No such file or directory", "libstdc++ of GCC 12")]
    [InlineData("/lib/libc.so.6: version `GLIBC_2.34' not found (required by libc10.so)", "glibc 2.34")]
    [InlineData("Error relocating libtorch_cpu.so: __memcpy_chk: symbol not found", "musl")]
    [InlineData("libcudart.so.12: cannot open shared object file: No such file or directory", "part of CUDA")]
    public void The_library_that_is_named_is_the_one_to_install(string reason, string advice) =>
        Assert.Contains(advice, TorchProblems.LinuxAdvice(reason), StringComparison.Ordinal);

    [Theory]
    [InlineData("libc10.so: file too short")]
    [InlineData("libtorch_cpu.so: cannot open shared object file: Permission denied")]
    public void Where_nothing_is_named_nothing_is_advised(string reason) => Assert.Null(TorchProblems.LinuxAdvice(reason));
}
