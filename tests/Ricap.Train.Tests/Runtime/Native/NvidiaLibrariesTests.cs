using Ricap.Train.Runtime.Native;

namespace Ricap.Train.Tests.Runtime.Native;

public sealed class NvidiaLibrariesTests
{
    [Fact]
    public void They_are_loaded_in_the_order_of_PyTorch_with_CUDA_12()
    {
        using var scratch = new Scratch();
        string[] expected =
        [
            "cublas/lib/libcublasLt.so.12", "cublas/lib/libcublas.so.12", "cudnn/lib/libcudnn.so.9", "cuda_nvrtc/lib/libnvrtc.so.12",
            "cuda_nvrtc/lib/libnvrtc-builtins.so.12.8", "cuda_runtime/lib/libcudart.so.12", "nvjitlink/lib/libnvJitLink.so.12",
            "cusparse/lib/libcusparse.so.12", "cusparselt/lib/libcusparseLt.so.0", "nccl/lib/libnccl.so.2",
        ];
        string[] others =
        [
            "cublas/lib/libnvblas.so.12", "cuda_nvrtc/lib/libnvrtc.alt.so.12", "cudnn/lib/libcudnn_ops.so.9", "cudnn/lib/libcudnn.so",
            "cublas/include/libcublas.so.12", "cublas/lib/libcublas.so.old",
        ];
        Write(scratch, [.. expected.Reverse(), .. others]);
        Assert.Equal(expected, In(scratch));
    }

    /// <summary>From 13 on most lie in one folder, and cuDNN, NCCL and others keep theirs.</summary>
    [Fact]
    public void They_are_loaded_in_the_order_of_PyTorch_with_CUDA_13()
    {
        using var scratch = new Scratch();
        string[] expected = ["cu13/lib/libcublasLt.so.13", "cu13/lib/libcublas.so.13", "cudnn/lib/libcudnn.so.9", "cu13/lib/libnvrtc.so.13", "cu13/lib/libcudart.so.13"];
        Write(scratch, [.. expected.Reverse(), "cu1x/lib/libcufft.so.11"]);
        Assert.Equal(expected, In(scratch));
    }

    [Fact]
    public void They_lie_beside_the_package_that_libtorch_is_in()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["site-packages/torch/lib"]);
        Assert.Null(NvidiaLibraries.FolderBeside(scratch["site-packages/torch/lib"]));
        Directory.CreateDirectory(scratch["site-packages/nvidia"]);
        Assert.Equal(scratch["site-packages/nvidia"], NvidiaLibraries.FolderBeside(scratch["site-packages/torch/lib/"]));
        Assert.Null(NvidiaLibraries.FolderBeside("/"));
    }

    private static void Write(Scratch scratch, string[] files)
    {
        foreach (string file in files)
        {
            string path = scratch[$"nvidia/{file}"];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }

    private static IEnumerable<string> In(Scratch scratch) =>
        NvidiaLibraries.In(scratch["nvidia"]).Select(file => Path.GetRelativePath(scratch["nvidia"], file).Replace('\\', '/'));
}
