using System.IO.Compression;
using Ricap.MSBuild.Tests.Projects;

namespace Ricap.MSBuild.Tests;

/// <summary>The package has what the task needs, and nothing that reaches a user's project.</summary>
[Collection(PackageTests.Name)]
public sealed class PackageContentTests(PackageFeed feed)
{
    [Fact]
    public void Everything_the_task_needs_lies_beside_it()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.Package);
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];

        Assert.Superset(
            new HashSet<string>
            {
                "LICENSE",
                "README.md",
                "build/Ricap.MSBuild.props",
                "build/Ricap.MSBuild.targets",
                "buildMultiTargeting/Ricap.MSBuild.props",
                "buildMultiTargeting/Ricap.MSBuild.targets",
                "tasks/net10.0/Ricap.MSBuild.deps.json",
                "tasks/net10.0/Ricap.MSBuild.dll",
                "tasks/net10.0/SkiaSharp.dll",
                "tasks/net10.0/System.IO.Hashing.dll",
                "tasks/net10.0/Ricap.Offline.dll",
                "tasks/net10.0/runtimes/linux-arm64/native/libSkiaSharp.so",
                "tasks/net10.0/runtimes/linux-musl-arm64/native/libSkiaSharp.so",
                "tasks/net10.0/runtimes/linux-musl-x64/native/libSkiaSharp.so",
                "tasks/net10.0/runtimes/linux-x64/native/libSkiaSharp.so",
                "tasks/net10.0/runtimes/osx/native/libSkiaSharp.dylib",
                "tasks/net10.0/runtimes/win-arm64/native/libSkiaSharp.dll",
                "tasks/net10.0/runtimes/win-x64/native/libSkiaSharp.dll",
            },
            files.ToHashSet());
        Assert.DoesNotContain(files, file => file.StartsWith("lib/", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Contains("Microsoft.Build", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => Path.GetExtension(file) is ".pdb" or ".exe");
    }

    [Fact]
    public void A_project_gets_no_dependency()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.Package);
        using var nuspec = new StreamReader(package.GetEntry("Ricap.MSBuild.nuspec")!.Open());
        string text = nuspec.ReadToEnd();

        Assert.Contains("<developmentDependency>true</developmentDependency>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency ", text, StringComparison.Ordinal);
    }

    /// <summary>As the samples of the repository do it.</summary>
    [Fact]
    public void The_targets_also_work_from_a_source_checkout()
    {
        var project = new UserProject(feed);
        string source = Path.Combine(PackageFeed.RepositoryRoot, "src", "Ricap.MSBuild", "build");
        File.WriteAllText(project.ProjectFile, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <Import Project="{source}/Ricap.MSBuild.props" />
              <ItemGroup>{UserProject.Faces}</ItemGroup>
              <Import Project="{source}/Ricap.MSBuild.targets" />
            </Project>
            """);

        project.Build("-c", PackageFeed.Configuration).Succeeded().Says("11 shards made", times: 1);
        project.Build("-question", "-c", PackageFeed.Configuration).Succeeded();
    }
}
