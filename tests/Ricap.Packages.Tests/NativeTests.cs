using Ricap.MSBuild.Tests.Projects;

namespace Ricap.Packages.Tests;

/// <summary>The command as a program of machine code: the same words, the same bytes.</summary>
[Collection(PackageTests.Name)]
public sealed class NativeTests(Packages packages)
{
    /// <summary>Where the program that compiled it looks for a linker, unless told.</summary>
    private static bool HasClang => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "clang")));

    /// <summary>What runs code of its own: each format and codec, a mix with a label of two, pictures, a page.</summary>
    private static readonly string[][] Words =
    [
        ["render", "--images", "photos", "--out", "png", "--size", "96x96", "--flip", "horizontal", "--shift", "10%", "--epochs", "2", "--batch", "8"],
        ["render", "--images", "photos", "--out", "mds", "--size", "32x32", "--format", "mds", "--augment", "ricap:2,cutmix:1,mixup:1,cutout:1", "--batch", "8"],
        ["render", "--images", "photos", "--out", "npy", "--size", "32x24", "--format", "npy", "--fit", "crop", "--schedule", "linear:0.1..1@0..9", "--epochs", "0,9"],
        ["render", "--images", "photos", "--out", "jpeg", "--size", "40x40", "--image", "jpeg:80", "--mode", "batch"],
        ["preview", "png", "--epoch", "1", "--out", "sheet.png"],
        ["report", "png", "--out", "report.html"],
    ];

    [NativeFact]
    public void A_native_command_makes_the_bytes_of_the_other()
    {
        DotNet.Run(
            Path.Combine(Packages.RepositoryRoot, "src/Ricap.Cli"),
            ["publish", "-c", Packages.Configuration, "-p:RicapNative=true", "-o", packages.At("native"), "--disable-build-servers", .. HasClang ? [] : new[] { "-p:CppCompilerAndLinker=gcc" }]).Succeeded();
        string native = packages.Project("native bytes", "");
        string compiled = packages.Project("other bytes", "");
        string assembly = Path.Combine(Packages.RepositoryRoot, "src/Ricap.Cli/bin", Packages.Configuration, "net10.0/ricap.dll");

        foreach (string[] words in Words)
        {
            Packages.Run(packages.At("native/ricap"), native, null, words).Succeeded();
            Packages.Run("dotnet", compiled, null, [assembly, .. words]).Succeeded();
        }

        string[] files = Made(native);
        Assert.True(files.Length > 30, string.Join('\n', files));
        Assert.Equal(Made(compiled), files);
        Assert.All(files, file => Assert.True(
            File.ReadAllBytes(Path.Combine(native, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(compiled, file))), file));
        Packages.Run(packages.At("native/ricap"), compiled, null, "verify", "png", "--quiet").Succeeded();
        Packages.Run(packages.At("native/ricap"), native, null, "rendre").Says("did you mean 'render'?");
    }

    /// <summary>What a folder has besides what is told by the folder's own place, as caches are.</summary>
    private static string[] Made(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => !file.Contains(".ricap", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Compiling takes a minute of two cores, a linker, and a package that not every feed has: where asked for.</summary>
    private sealed class NativeFact : FactAttribute
    {
        public NativeFact() => Skip = Environment.GetEnvironmentVariable("RICAP_TEST_NATIVE") == "1" ? null : "compiles for a minute; RICAP_TEST_NATIVE=1 runs it";
    }
}
