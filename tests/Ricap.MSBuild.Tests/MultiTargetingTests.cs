using Ricap.MSBuild.Tests.Projects;

namespace Ricap.MSBuild.Tests;

/// <summary>A project of several target frameworks renders once.</summary>
[Collection(PackageTests.Name)]
public sealed class MultiTargetingTests(PackageFeed feed)
{
    /// <summary>
    /// A second framework that needs no package: its one reference is borrowed from the one that every SDK brings.
    /// </summary>
    private const string TwoFrameworks = """
        <TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>
        <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
        <GenerateDependencyFile>false</GenerateDependencyFile>
        """;

    private const string ReferenceAndProbe = """
        <ItemGroup>
          <Reference Include="$(NetCoreTargetingPackRoot)/Microsoft.NETCore.App.Ref/*/ref/net10.0/System.Runtime.dll" />
        </ItemGroup>
        <Target Name="Probe" AfterTargets="RicapRender" Condition="'$(TargetFramework)' != ''">
          <Message Importance="high" Text="$(TargetFramework) sees @(RicapShard->Count()) shards" />
        </Target>
        """;

    [Fact]
    public void Two_frameworks_render_once()
    {
        var project = new UserProject(feed, TwoFrameworks);
        project.Write(UserProject.Faces, ReferenceAndProbe);

        DotNetRun first = project.Build("-m:2").Succeeded();
        Dictionary<string, DateTime> rendered = project.Rendered;
        DotNetRun one = project.Build("-f", "netstandard2.0", "--no-dependencies").Succeeded();
        DotNetRun alone = project.Build("-t:RicapRender").Succeeded();

        first.Says("Ricap: rendering", times: 1);
        first.Says("net10.0 sees 10 shards", times: 1);
        first.Says("netstandard2.0 sees 10 shards", times: 1);
        one.Says("netstandard2.0 sees 10 shards", times: 1);
        one.Says("net10.0 sees", times: 0);
        alone.Says("Ricap:", times: 0);
        Assert.Equal(rendered, project.Rendered);

        DotNetRun rebuild = project.Build("-t:Rebuild", "-m:2").Succeeded();
        rebuild.Says("Ricap: rendering", times: 1);
        Assert.Equal(rendered.Keys.Order(), project.Rendered.Keys.Order());

        File.Delete(project.At("bin/ricap/faces/ricap.json"));
        project.Question().Failed().Says("'ricap.json' is gone");
        project.Build("-f", "net10.0").Succeeded();
        project.Question().Succeeded();

        project.Clean().Succeeded();
        Assert.False(Directory.Exists(project.At("bin/ricap/faces")));
    }
}
