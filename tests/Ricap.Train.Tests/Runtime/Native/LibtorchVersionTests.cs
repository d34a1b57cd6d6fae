using Ricap.Train.Runtime.Native;

namespace Ricap.Train.Tests.Runtime.Native;

public sealed class LibtorchVersionTests
{
    [Theory]
    [InlineData("2.10.0+cu128", true)]
    [InlineData("2.10.1", true)]
    [InlineData("2.11.0+cpu", true)]
    [InlineData("2.11.0a0+gitdeadbee", true)]
    [InlineData("2.9.1", false)]
    [InlineData("2.12.0", false)]
    [InlineData("2.13.0", false)]
    [InlineData("2.1.0", false)]
    [InlineData("2.100.0", false)]
    [InlineData("3.10.0", false)]
    [InlineData("1.13.0a0", false)]
    [InlineData("2", false)]
    [InlineData("", false)]
    public void A_version_is_accepted_by_its_first_two_numbers(string version, bool accepted) =>
        Assert.Equal(accepted, LibtorchVersion.IsAccepted(version));

    [Theory]
    [InlineData("version.py", "__version__ = '2.10.0+cu128'\ndebug = False\n", "2.10.0+cu128")]
    [InlineData("version.py", "from typing import Optional\n__version__: str = \"2.9.1\"\n", "2.9.1")]
    [InlineData("version.py", "nothing here", null)]
    [InlineData("build-version", "2.11.0+cu130\n", "2.11.0+cu130")]
    [InlineData("build-version", "\n", null)]
    public void An_install_states_its_version_beside_its_libraries(string file, string text, string? version)
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["torch/lib"]);
        File.WriteAllText(scratch[$"torch/{file}"], text);
        Assert.Equal(version, LibtorchVersion.Stated(scratch["torch/lib"]));
        Assert.Equal(version, LibtorchVersion.Stated(scratch["torch/lib/"]));
    }

    [Theory]
    [InlineData("PyTorch built with:\n  - GCC 13.3\n  - Build settings: BLAS_INFO=mkl, TORCH_VERSION=2.10.0, USE_CUDA=OFF, \n", "2.10.0")]
    [InlineData("PyTorch built with:\n", null)]
    public void A_library_has_its_version_among_its_settings(string config, string? version) => Assert.Equal(version, LibtorchVersion.In(config));

    [Fact]
    public void A_library_without_settings_has_no_version() => Assert.Null(LibtorchVersion.Of(_ => 0));
}
