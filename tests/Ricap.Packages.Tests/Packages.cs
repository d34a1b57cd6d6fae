using System.IO.Compression;
using System.Reflection;
using Ricap.MSBuild.Tests.Projects;

namespace Ricap.Packages.Tests;

/// <summary>
/// All packages, packed once out of what was built with the tests, in a feed of their own, and a packages folder of its own that
/// is empty at first. Packages of others come out of the folder that the repository's own restore filled, so nothing is
/// downloaded or unpacked twice, and no network is needed.
/// </summary>
public sealed class Packages : IDisposable
{
    private const string Feed = "feed";

    public Packages()
    {
        Root = Path.Combine(Path.GetTempPath(), $"ricap packages ø {Guid.NewGuid():N}");
        Directory.CreateDirectory(Root);
        File.WriteAllText(At("nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{Feed}" />
              </packageSources>
              <fallbackPackageFolders>
                <clear />
                <add key="of the repository" value="{Cache}" />
              </fallbackPackageFolders>
              <config>
                <add key="globalPackagesFolder" value="packages" />
              </config>
            </configuration>
            """);
        Assert.Empty(Directory.EnumerateDirectories(Cache, "ricap*"));

        // Without libtorch: half a gigabyte more in ricap-train would be compressed and unpacked here, and be no other test.
        DotNet.Run(
            RepositoryRoot, "pack", "RicapPipeline.sln", "--no-build", "-c", Configuration, "-o", At(Feed),
            "-p:TorchBackend=none", $"-p:NuspecOutputPath={At("nuspec")}/", "--disable-build-servers").Succeeded();
    }

    /// <summary>The repository's folder.</summary>
    public static string RepositoryRoot => Metadata("RepositoryRoot");

    /// <summary>The folder of the packages that the repository was restored with.</summary>
    public static string Cache => Metadata("PackagesFolder");

    /// <summary>The configuration that the tests were built in.</summary>
    public static string Configuration => Metadata("Configuration");

    /// <summary>The folder that everything of a test run is in.</summary>
    public string Root { get; }

    /// <summary>The names of the packages.</summary>
    public IEnumerable<string> Names => Directory.EnumerateFiles(At(Feed), "*.nupkg").Select(file => Path.GetFileName(file));

    /// <summary>A path in the folder.</summary>
    public string At(string path) => Path.Combine(Root, path);

    /// <summary>What a package has in it.</summary>
    public string[] Files(string id)
    {
        using ZipArchive package = Open(id);
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>What a package says of itself.</summary>
    public string Specification(string id)
    {
        using ZipArchive package = Open(id);
        using var reader = new StreamReader(package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
        return reader.ReadToEnd();
    }

    /// <summary>A fresh folder with a project in it, and two classes of photos.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="project">The project file: what is between its property group and its end.</param>
    /// <param name="program">Its program; null for a project without one.</param>
    public string Project(string name, string project, string? program = null)
    {
        string folder = Directory.CreateDirectory(At(name)).FullName;
        File.WriteAllText(Path.Combine(folder, "app.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>{(program is null ? "Library" : "Exe")}</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <CreateSymbolicLinksForCopyLocalIfPossible>true</CreateSymbolicLinksForCopyLocalIfPossible>
              </PropertyGroup>
              {project}
            </Project>
            """);
        if (program is not null)
        {
            File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        }

        foreach (string photos in Directory.EnumerateDirectories(Path.Combine(RepositoryRoot, "samples/Clothing/photos")).Order().Take(2))
        {
            string to = Directory.CreateDirectory(Path.Combine(folder, "photos", Path.GetFileName(photos))).FullName;
            foreach (string photo in Directory.EnumerateFiles(photos).Order().Take(8))
            {
                File.Copy(photo, Path.Combine(to, Path.GetFileName(photo)));
            }
        }

        return folder;
    }

    /// <summary>The program in a package's README: what it shows is what is tested.</summary>
    public static string Example(string project)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot, "src", project, "README.md")).ReplaceLineEndings("\n");
        const string Begin = "```csharp\n";
        int start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private ZipArchive Open(string id) =>
        ZipFile.OpenRead(Directory.EnumerateFiles(At(Feed), $"{id}.0.*.nupkg").Single());

    private static string Metadata(string key) =>
        typeof(Packages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}

/// <summary>The tests of packages: one after another, with one set of packages.</summary>
[CollectionDefinition(Name)]
public sealed class PackageTests : ICollectionFixture<Packages>
{
    public const string Name = "packages";
}
