using Ricap.MSBuild.Tests.Projects;

namespace Ricap.Packages.Tests;

/// <summary>The commands as programs of machine code: the same words, the same bytes.</summary>
[Collection(PackageTests.Name)]
public sealed class NativeTests(Packages packages)
{
    /// <summary>What runs code of its own: each format and codec, a mix with a label of two, pictures, a page.</summary>
    private static readonly string[][] Words =
    [
        ["render", "--images", "photos", "--out", "png", "--size", "96x96", "--flip", "horizontal", "--shift", "10%", "--epochs", "2", "--batch", "8"],
        ["render", "--images", "photos", "--out", "mds", "--size", "32x32", "--format", "mds", "--augment", "ricap:2,cutmix:1,mixup:1,cutout:1", "--batch", "8"],
        ["render", "--images", "photos", "--out", "npy", "--size", "32x24", "--format", "npy", "--fit", "crop", "--schedule", "linear:0.1..1@0..9", "--epochs", "0,9"],
        ["render", "--images", "photos", "--out", "jpeg", "--size", "40x40", "--image", "jpeg:80", "--mode", "batch"],
        ["render", "--images", "photos", "--out", "fast", "--size", "64x48", "--image", "png:fast", "--mode", "paper"],
        ["render", "--images", "photos", "--out", "webp", "--size", "24x24", "--image", "webp", "--augment", "none"],
        ["preview", "png", "--epoch", "1", "--out", "sheet.png"],
        ["report", "png", "--out", "report.html"],
    ];

    [NativeFact]
    public void A_native_command_makes_the_bytes_of_the_other()
    {
        string program = Publish("Ricap.Cli", "ricap");
        string native = packages.Project("native bytes", "");
        string compiled = packages.Project("other bytes", "");
        foreach (string[] words in Words)
        {
            DotNet.RunProgram(program, native, null, words).Succeeded();
            DotNet.Run(compiled, [Assembly("Ricap.Cli", "ricap"), .. words]).Succeeded();
        }

        string[] files = Made(native);
        Assert.True(files.Length > 30, string.Join('\n', files));
        Assert.Equal(Made(compiled), files);
        Assert.All(files, file => Assert.True(
            File.ReadAllBytes(Path.Combine(native, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(compiled, file))), file));
        DotNet.RunProgram(program, compiled, null, "verify", "png", "--quiet").Succeeded();
        DotNet.RunProgram(program, native, null, "rendre").Says("did you mean 'render'?");
    }

    /// <summary>A network's parts are found by reflection, which compiling may take away: a run would then learn nothing, and say nothing.</summary>
    [NativeFact]
    public void A_native_trainer_learns_the_same_weights()
    {
        string program = Publish("Ricap.Train.Cli", "ricap-train");
        string folder = packages.Project("native training", "");
        (string, string) libtorch = ("RICAP_LIBTORCH", UserTests.LibtorchFact.Folder);
        DotNet.Run(folder, Assembly("Ricap.Cli", "ricap"), "render", "--images", "photos", "--out", "set", "--size", "32x32", "--batch", "8").Succeeded();
        string[] words = ["train", "--data", "set", "--model", "small", "--epochs", "2", "--threads", "1", "--out"];
        DotNet.RunProgram(program, folder, libtorch, [.. words, "native"]).Succeeded();
        DotNet.RunProgram("dotnet", folder, libtorch, [Assembly("Ricap.Train.Cli", "ricap-train"), .. words, "other"]).Succeeded();
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "other/checkpoint.safetensors")), File.ReadAllBytes(Path.Combine(folder, "native/checkpoint.safetensors")));
        DotNet.RunProgram(program, folder, libtorch, "predict", "native", "photos").Succeeded();
    }

    private string Publish(string project, string command)
    {
        DotNet.Run(
            Path.Combine(Packages.RepositoryRoot, "src", project),
            ["publish", "-c", Packages.Configuration, "-p:RicapNative=true", "-p:TorchBackend=none", "-o", packages.At(project), "--disable-build-servers"]).Succeeded();
        return packages.At($"{project}/{command}");
    }

    private static string Assembly(string project, string command) =>
        Path.Combine(Packages.RepositoryRoot, "src", project, "bin", Packages.Configuration, "net10.0", $"{command}.dll");

    /// <summary>What a folder has besides what is told by the folder's own place, as caches are.</summary>
    private static string[] Made(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => !file.Contains(".ricap", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Compiling takes minutes of two cores, a linker, and a package that not every feed has: where asked for.</summary>
    private sealed class NativeFact : FactAttribute
    {
        public NativeFact() => Skip = Environment.GetEnvironmentVariable("RICAP_TEST_NATIVE") == "1" ? null : "compiles for minutes; RICAP_TEST_NATIVE=1 runs it";
    }
}
