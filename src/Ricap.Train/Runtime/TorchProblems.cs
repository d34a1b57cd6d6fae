using System.Runtime.InteropServices;
using Ricap.Train.Runtime.Native;

namespace Ricap.Train.Runtime;

/// <summary>What can be wrong with the native libraries, each with what to do about it.</summary>
internal static class TorchProblems
{
    /// <summary>The variable that names the folder of another libtorch.</summary>
    public const string Variable = "RICAP_LIBTORCH";

    /// <summary>No libtorch came with the program.</summary>
    public static Problem NotPackaged(string library) => Problem.Error(
        ProblemCodes.TorchNotFound,
        null,
        $"{library} did not come with this program (TorchSharp has one for linux-x64, win-x64 and osx-arm64; this is "
        + $"{RuntimeInformation.RuntimeIdentifier}): build with -p:TorchBackend=cpu or cuda, or set {Variable} to the lib folder "
        + $"of a PyTorch {LibtorchVersion.AcceptedText} install (python -c \"import torch; print(torch.__path__[0] + '/lib')\")");

    /// <summary>RICAP_LIBTORCH names a folder that is not one of PyTorch.</summary>
    public static Problem NotInFolder(string folder, string library) => Problem.Error(
        ProblemCodes.TorchNotFound,
        folder,
        $"there is no {library}; {Variable} must name the folder torch/lib of a PyTorch {LibtorchVersion.AcceptedText} install "
        + "(python -c \"import torch; print(torch.__path__[0] + '/lib')\")");

    /// <summary>RICAP_LIBTORCH names a libtorch of another version.</summary>
    public static Problem OtherVersion(string folder, string version) => Problem.Error(
        ProblemCodes.TorchVersionMismatch,
        folder,
        $"this is PyTorch {version}; TorchSharp {TorchNatives.TorchSharpVersion} works on {LibtorchVersion.AcceptedText}, whose classes lie in memory as it was "
        + $"compiled to read them: install one of those (pip install torch=={TorchNatives.LibtorchVersion}) or unset {Variable}");

    /// <summary>RICAP_LIBTORCH names a libtorch without something that TorchSharp needs.</summary>
    public static Problem MissingSymbols(string folder, string? version, IReadOnlyList<string> symbols) => Problem.Error(
        ProblemCodes.TorchVersionMismatch,
        folder,
        $"{(version is null ? "this libtorch" : $"this libtorch of PyTorch {version}")} has no {symbols[0]}{(symbols.Count > 1 ? $" and lacks {symbols.Count - 1} more" : "")} of "
        + $"what TorchSharp {TorchNatives.TorchSharpVersion} calls: install PyTorch {LibtorchVersion.AcceptedText} (pip install torch=={TorchNatives.LibtorchVersion}) or unset {Variable}");

    /// <summary>What libtorch answers is not what is asked.</summary>
    public static Problem OtherLayout(string folder, string difference) => Problem.Error(
        ProblemCodes.TorchLayout,
        folder,
        $"{difference}: the classes of this libtorch lie in memory otherwise than TorchSharp {TorchNatives.TorchSharpVersion} reads them; "
        + $"use PyTorch {LibtorchVersion.AcceptedText}, as released by its makers");

    /// <summary>The dynamic loader refused a file.</summary>
    public static Problem NotLoadable(string library, string reason) => Problem.Error(
        ProblemCodes.TorchNotLoadable,
        library,
        $"cannot be loaded: {reason}{(Advice(reason) is { } advice ? $"; {advice}" : "")}");

    /// <summary>The host's libstdc++ is too old and the way around it is closed.</summary>
    public static Problem NeedsNewerLibstdcxx(string library, string reason) => Problem.Error(
        ProblemCodes.TorchNotLoadable,
        library,
        $"wants {HostLibstdcxx.Version} of libstdc++.so.6, which this system's lacks, and {reason}; install the libstdc++ of "
        + "GCC 13.2 or later (Debian 13, Ubuntu 24.04, conda-forge's libstdcxx-ng)");

    /// <summary>RICAP_LIBTORCH is set, and TorchSharp would load another libtorch as well.</summary>
    public static Problem InTheWay(string packaged) => Problem.Error(
        ProblemCodes.TorchNotLoadable,
        packaged,
        $"this program's own libtorch is found first, so {Variable} cannot take its place; build with -p:TorchBackend=none to use it");

    /// <summary>The last line of what a loader says, which is the one about the file itself.</summary>
    public static string LastLine(Exception e) =>
        e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., string last] ? last : e.GetType().Name;

    private static string? Advice(string reason) =>
        OperatingSystem.IsWindows() ? "install the Microsoft Visual C++ Redistributable 2015-2022 (x64)"
        : OperatingSystem.IsMacOS() ? "TorchSharp has libraries for Apple silicon and macOS 11 or later only"
        : LinuxAdvice(reason);

    /// <summary>What helps on Linux, as far as the loader's own words say; null where they do not.</summary>
    /// <param name="reason">Its words.</param>
    internal static string? LinuxAdvice(string reason)
    {
        return Names("GLIBCXX_", "CXXABI_", "libstdc++.so")
            ? "it needs the libstdc++ of GCC 12 or later (Debian 12, Ubuntu 22.04, RHEL 9.2, conda-forge's libstdcxx-ng)"
            : Names("ld-musl", "libc.musl", "Error relocating") ? "it is not for Alpine (musl)"
            : Names("GLIBC_") ? "it needs glibc 2.34 or later (Debian 12, Ubuntu 22.04, RHEL 9)"
            : Names("libcu", "libnv", "libnccl") ? "that is a part of CUDA, which pip puts into a folder nvidia beside torch; elsewhere LD_LIBRARY_PATH names its folder"
            : null;

        bool Names(params string[] parts) => parts.Any(part => reason.Contains(part, StringComparison.Ordinal));
    }
}
