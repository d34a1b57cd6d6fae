using System.IO.Compression;
using Ricap.MSBuild.Tests.Projects;

namespace Ricap.MSBuild.Tests;

/// <summary>A data set goes where its item says, whatever the order of commands and whoever references the project.</summary>
[Collection(PackageTests.Name)]
public sealed class ShippingTests(PackageFeed feed)
{
    private const string Sets = """
        <RicapDataset Include="faces" Images="../data/faces" Size="16x16" Batch="8"
                      CopyToOutputDirectory="PreserveNewest" Pack="true" />
        <RicapDataset Include="late" Images="../data/faces" Size="16x16" Publish="true" />
        <RicapDataset Include="stays" Images="../data/faces" Size="16x16" />
        """;

    [Fact]
    public void Data_sets_of_a_library_reach_the_program_its_publication_and_the_package()
    {
        var project = new UserProject(feed);
        project.WriteAs("lib/lib.csproj", Sets);
        project.WriteText("mid/mid.csproj", Referencing("../lib/lib.csproj"));
        project.WriteText("app/app.csproj", Referencing("../mid/mid.csproj"));

        project.Run("build", "app").Succeeded();
        Assert.Equal(["faces"], SetsIn("app/bin/Debug/net10.0"));
        Assert.Equal(["faces"], SetsIn("lib/bin/Debug/net10.0"));
        Assert.Equal(
            Names(project.At("lib/bin/ricap/faces")).Where(name => !name.StartsWith('.')),
            Names(project.At("app/bin/Debug/net10.0/ricap/faces")));

        project.Run("publish", "app", "-c", "Debug", "--no-build", "-o", project.At("published")).Succeeded();
        Assert.Equal(["faces", "late"], SetsIn("published"));

        project.Run("pack", "lib", "-c", "Debug", "--no-build", "-o", project.At("packed")).Succeeded();
        using (ZipArchive package = ZipFile.OpenRead(project.At("packed/lib.1.0.0.nupkg")))
        {
            string[] packed = [.. package.Entries.Select(e => e.FullName).Where(n => n.Contains("ricap", StringComparison.Ordinal))];
            Assert.Equal(
                Names(project.At("app/bin/Debug/net10.0/ricap/faces")).Select(name => $"contentFiles/any/any/ricap/faces/{name}"),
                packed.Order(StringComparer.Ordinal));
            using var nuspec = new StreamReader(package.GetEntry("lib.nuspec")!.Open());
            Assert.Contains("""ricap/faces/ricap.json" buildAction="None" copyToOutput="true""", nuspec.ReadToEnd(), StringComparison.Ordinal);
        }

        // Nothing rendered, nothing built: said where it is shipped without a build, made where there is one.
        Directory.Delete(project.At("lib/bin/ricap"), recursive: true);
        project.Run("publish", "app", "-c", "Debug", "--no-build", "-o", project.At("again")).Failed()
            .Says($"{project.At("lib/lib.csproj")}(11): error RICAP0034: RicapDataset 'late'");
        project.Run("publish", "app", "-c", "Debug", "-o", project.At("again")).Succeeded();
        Assert.Equal(["faces", "late"], SetsIn("again"));

        string[] SetsIn(string folder) => [.. Directory.GetFiles(project.At($"{folder}/ricap"), "ricap.json", SearchOption.AllDirectories)
            .Select(manifest => Path.GetFileName(Path.GetDirectoryName(manifest)!)).Order()];
    }

    private static string[] Names(string folder) =>
    [
        .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal),
    ];

    private static string Referencing(string other) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
          <ItemGroup><ProjectReference Include="{other}" /></ItemGroup>
        </Project>
        """;
}
