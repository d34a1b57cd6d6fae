using System.Runtime.InteropServices;
using Ricap.MSBuild.Tests.Projects;

namespace Ricap.Packages.Tests;

/// <summary>What users do with the packages, in fresh folders.</summary>
[Collection(PackageTests.Name)]
public sealed class UserTests(Packages packages)
{
    private const string LibtorchVersion = "2.10.0";

    [Fact]
    public void A_program_renders_and_reads_a_data_set()
    {
        string folder = packages.Project(
            "library",
            "<ItemGroup><PackageReference Include=\"Ricap.Offline\" Version=\"*\" /></ItemGroup>",
            Packages.Example("Ricap.Offline") + "Console.WriteLine($\"{dataset.Manifest.Samples} samples of {pixels.Length} bytes\");\n");

        DotNetRun run = DotNet.Run(folder, "run", "-c", "Release").Succeeded();
        run.Says("16 samples of 27648 bytes");
        Assert.True(Directory.Exists(packages.At("packages/ricap.offline")), "the package came from somewhere else");
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.Combine(folder, "bin/Release/net10.0")).Select(Path.GetFileName),
            file => file!.StartsWith("Spectre", StringComparison.Ordinal) || file.StartsWith("System.CommandLine", StringComparison.Ordinal));
    }

    [LibtorchFact]
    public void A_training_loop_of_ones_own_mixes_its_tensors()
    {
        string folder = packages.Project(
            "loop",
            $"""
            <ItemGroup>
              <PackageReference Include="Ricap.Train" Version="*" />
              <PackageReference Include="libtorch-cpu-linux-x64" Version="{LibtorchVersion}" />
            </ItemGroup>
            """,
            Packages.Example("Ricap.Train") + "Console.WriteLine($\"from {TorchRuntime.Load().CompatibilityCopy ?? \"the package\"}\");\n");

        DotNetRun run = DotNet.Run(folder, "run", "-c", "Release").Succeeded();
        string[] lines = [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        Assert.Equal(5, lines.Length);
        Assert.All(lines[..4], line => Assert.InRange(double.Parse(line, System.Globalization.CultureInfo.InvariantCulture), 0.1, 100));
        Assert.True(lines[4] == "from the package" || lines[4].StartsWith($"from {folder}", StringComparison.Ordinal), lines[4]);
    }

    [Fact]
    public void A_build_renders_its_data_sets()
    {
        string folder = packages.Project(
            "build",
            """
            <ItemGroup>
              <PackageReference Include="Ricap.MSBuild" Version="*" PrivateAssets="all" />
              <RicapDataset Include="clothes" Images="photos" Size="32x32" Seed="1" Batch="8" />
            </ItemGroup>
            """);

        DotNet.Run(folder, "build", "--disable-build-servers").Succeeded();
        Assert.True(File.Exists(Path.Combine(folder, "bin/ricap/clothes/ricap.json")));
    }

    [Fact]
    public void The_command_is_installed_and_renders()
    {
        string folder = packages.Project("tool", "");
        Install("ricap");
        Run(folder, "ricap", "render", "--images", "photos", "--out", "shards", "--size", "32x32").Succeeded();
        Run(folder, "ricap", "verify", "shards").Succeeded().Says("all holds (");
        Assert.True(Run(folder, "ricap", "render", "--imags", "photos").ExitCode == 2);
    }

    [LibtorchFact]
    public void The_training_command_is_installed_and_trains()
    {
        Install("ricap-train");
        Run(
            packages.Root, "ricap-train", ("RICAP_LIBTORCH", LibtorchFact.Folder), "doctor")
            .Succeeded().Says("training on cpu");
    }

    private void Install(string id) => DotNet.Run(
        packages.Root, "tool", "install", id, "--tool-path", packages.At("tools"), "--configfile", packages.At("nuget.config")).Succeeded();

    private DotNetRun Run(string folder, string command, params string[] arguments) => Run(folder, command, null, arguments);

    private DotNetRun Run(string folder, string command, (string Name, string Value)? variable, params string[] arguments) =>
        DotNet.RunProgram(packages.At($"tools/{command}"), folder, variable, arguments);

    /// <summary>A test that needs libtorch: on the system whose packages the repository was restored with.</summary>
    internal sealed class LibtorchFact : FactAttribute
    {
        public LibtorchFact() => Skip = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Directory.Exists(Folder)
            ? null
            : "needs libtorch-cpu-linux-x64";

        public static string Folder => Path.Combine(Packages.Cache, "libtorch-cpu-linux-x64", LibtorchVersion, "runtimes/linux-x64/native");
    }
}
