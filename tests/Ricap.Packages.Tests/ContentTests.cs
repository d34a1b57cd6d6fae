using System.Text.Json;
using System.Xml.Linq;
using Ricap.MSBuild.Tests.Projects;

namespace Ricap.Packages.Tests;

/// <summary>What is in the packages, and what they bring with them.</summary>
[Collection(PackageTests.Name)]
public sealed class ContentTests(Packages packages)
{
    /// <summary>What a library must not bring into a program: command lines, terminals, plots, servers, clouds.</summary>
    private static readonly string[] OfTheCommands = ["System.CommandLine", "Spectre.Console", "ScottPlot", "OpenTelemetry", "AspNetCore", "AWSSDK", "Azure"];

    [Fact]
    public void There_are_five() => Assert.Equal(
        ["Ricap.MSBuild", "Ricap.Offline", "Ricap.Train", "ricap", "ricap-train"],
        packages.Names.Select(Id).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Ricap.Offline", "SkiaSharp")]
    [InlineData("Ricap.Train", "TorchSharp")]
    public void A_library_brings_its_documentation_and_nothing_of_the_commands(string id, string needs)
    {
        string[] files = packages.Files(id);
        Assert.Contains("README.md", files);
        Assert.Equal(
            [$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"],
            files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        string specification = packages.Specification(id);
        Assert.Contains($"<dependency id=\"{needs}\"", specification, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", specification, StringComparison.Ordinal);
        Assert.All(OfTheCommands, name => Assert.DoesNotContain(name, specification, StringComparison.Ordinal));
    }

    /// <summary>The program in the package's README is compiled and run by <see cref="UserTests"/>.</summary>
    [Fact]
    public void The_first_page_shows_the_program_that_is_tested() => Assert.Contains(
        Packages.Example("Ricap.Offline"),
        File.ReadAllText(Path.Combine(Packages.RepositoryRoot, "README.md")).ReplaceLineEndings("\n"),
        StringComparison.Ordinal);

    /// <summary>libtorch is for the program to choose.</summary>
    [Fact]
    public void The_trainer_leaves_libtorch_to_the_user()
    {
        string specification = packages.Specification("Ricap.Train");
        Assert.DoesNotContain("libtorch-", specification, StringComparison.Ordinal);
        Assert.DoesNotContain("TorchSharp-", specification, StringComparison.Ordinal);
    }

    /// <summary>Packages of ours are friends, whose internals change from version to version.</summary>
    [Fact]
    public void A_package_takes_another_of_ours_in_its_own_version_only()
    {
        var found = new List<string>();
        foreach (string id in packages.Names.Select(Id))
        {
            XElement metadata = XDocument.Parse(packages.Specification(id)).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
            string version = metadata.Elements().Single(e => e.Name.LocalName == "version").Value;
            foreach (XElement dependency in metadata.Descendants().Where(e => e.Name.LocalName == "dependency"))
            {
                string other = dependency.Attribute("id")!.Value;
                if (other.StartsWith("ricap", StringComparison.OrdinalIgnoreCase))
                {
                    found.Add($"{id} -> {other}");
                    Assert.Equal($"[{version}]", dependency.Attribute("version")!.Value);
                }
            }
        }

        Assert.Equal(["Ricap.Train -> Ricap.Offline"], found);
    }

    /// <summary>They share their console parts, and the trainer's has the library for hosts with an older libstdc++.</summary>
    [Fact]
    public void The_commands_have_all_they_need_in_them()
    {
        Assert.All(["ricap", "ricap-train"], id => Assert.Contains("tools/net10.0/any/Ricap.CommandLine.dll", packages.Files(id)));
        Assert.All(["ricap", "ricap-train"], id => Assert.Contains("tools/net10.0/any/AWSSDK.S3.dll", packages.Files(id)));
        Assert.All(["ricap", "ricap-train"], id => Assert.DoesNotContain(packages.Files(id), file => file.EndsWith(".pdb", StringComparison.Ordinal)));
        Assert.Contains("tools/net10.0/any/Ricap.Serve.dll", packages.Files("ricap"));
        Assert.Contains("tools/net10.0/any/ricap-native/libLibTorchSharp.so", packages.Files("ricap-train"));
    }

    /// <summary>Packed by itself the command has libtorch for the system in it, without what is for Python and tests.</summary>
    [Fact]
    public void The_training_command_has_libtorch_in_it()
    {
        string project = Path.Combine(Packages.RepositoryRoot, "src/Ricap.Train.Cli");
        string json = DotNet.Run(
            project, "msbuild", "-t:ComputeResolvedFilesToPublishList", "-getItem:ResolvedFileToPublish",
            $"-p:Configuration={Packages.Configuration}", "-p:NoBuild=true", "-nodeReuse:false").Succeeded().Output;
        string[] files =
        [
            .. JsonDocument.Parse(json).RootElement.GetProperty("Items").GetProperty("ResolvedFileToPublish").EnumerateArray()
                .Select(item => item.GetProperty("RelativePath").GetString()!.Replace('\\', '/')),
        ];
        Assert.Contains(files, file => file.Contains("torch_cpu", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Contains("torch_python", StringComparison.Ordinal));
    }

    private static string Id(string package) => package[..package.IndexOf(".0.", StringComparison.Ordinal)];
}
