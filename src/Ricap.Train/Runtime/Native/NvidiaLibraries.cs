namespace Ricap.Train.Runtime.Native;

/// <summary>NVIDIA's libraries as pip installs them beside PyTorch: <c>site-packages/nvidia/*/lib</c>.</summary>
/// <remarks>
/// PyTorch for Linux finds most of them by its run path, but cuDNN opens nvrtc by its bare name, and a wrong cublasLt of the system may come
/// first. Python's <c>import torch</c> therefore loads them by their paths, one after the other; whoever asks for one by name
/// later is handed what is in the process.
/// </remarks>
internal static class NvidiaLibraries
{
    /// <summary>Folder and name of each, in the order of PyTorch 2.10 and 2.11: what another one needs comes before it.</summary>
    private static readonly (string Folder, string Name)[] Order =
    [
        ("cublas", "libcublasLt"),
        ("cublas", "libcublas"),
        ("cudnn", "libcudnn"),
        ("cuda_nvrtc", "libnvrtc"),
        ("cuda_nvrtc", "libnvrtc-builtins"),
        ("cuda_runtime", "libcudart"),
        ("cuda_cupti", "libcupti"),
        ("cufft", "libcufft"),
        ("curand", "libcurand"),
        ("nvjitlink", "libnvJitLink"),
        ("cusparse", "libcusparse"),
        ("cusparselt", "libcusparseLt"),
        ("cusolver", "libcusolver"),
        ("nccl", "libnccl"),
        ("nvshmem", "libnvshmem_host"),
        ("cufile", "libcufile"),
        ("nvtx", "libnvToolsExt"),
    ];

    /// <summary>The folder <c>nvidia</c> beside the package that <c>torch/lib</c> is in; null if there is none.</summary>
    /// <param name="lib">The folder <c>torch/lib</c>.</param>
    public static string? FolderBeside(string lib)
    {
        string? site = Path.GetDirectoryName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(lib))));
        string folder = Path.Combine(site ?? "", "nvidia");
        return site is not null && Directory.Exists(folder) ? folder : null;
    }

    /// <summary>The paths to load, in order; what is not there is left out.</summary>
    /// <param name="nvidia">The folder <c>nvidia</c>.</param>
    /// <remarks>Up to CUDA 12 each package has a folder of its own; from 13 on they share one, <c>nvidia/cu13</c>, and some keep theirs.</remarks>
    public static IReadOnlyList<string> In(string nvidia)
    {
        string[] shared = [.. Directory.GetDirectories(nvidia, "cu1*").Where(folder => IsNumber(Path.GetFileName(folder).AsSpan(2))).Order(StringComparer.Ordinal)];
        return
        [
            .. Order
                .Select(entry => shared.Prepend(Path.Combine(nvidia, entry.Folder))
                    .SelectMany(folder => Versions(Path.Combine(folder, "lib"), entry.Name)).FirstOrDefault())
                .OfType<string>(),
        ];
    }

    /// <summary>Files like <c>libcudart.so.12</c>, which end in a digit.</summary>
    private static IEnumerable<string> Versions(string folder, string name) => Directory.Exists(folder)
        ? Directory.GetFiles(folder, $"{name}.so.*").Where(file => char.IsAsciiDigit(file[^1])).Order(StringComparer.Ordinal)
        : [];

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
