using Ricap.MSBuild.Tests.Projects;

namespace Ricap.MSBuild.Tests;

/// <summary>What one project renders no other project overwrites or deletes.</summary>
[Collection(PackageTests.Name)]
public sealed class OwnershipTests(PackageFeed feed)
{
    [Fact]
    public void Two_projects_in_one_folder_with_one_obj_keep_to_their_own()
    {
        var project = new UserProject(feed);
        project.WriteAs("other.csproj", UserProject.Faces.Replace("42", "43", StringComparison.Ordinal));

        project.Run("build", "app.csproj").Succeeded().Says("11 shards made", times: 1);
        project.Run("build", "other.csproj").Succeeded().Says("11 shards made", times: 1);
        project.Run("build", "app.csproj").Succeeded().Says("Ricap:", times: 0);
        string[] rendered = [.. project.Rendered.Keys];
        project.Run("clean", "other.csproj").Succeeded();

        Assert.Equal(["app", "other"], rendered.Select(path => path.Split(Path.DirectorySeparatorChar)[0]).Distinct().Order());
        Assert.Equal(
            rendered.Where(path => path.StartsWith("app", StringComparison.Ordinal)).Order(), project.Rendered.Keys.Order());
    }

    [Fact]
    public void Projects_that_share_an_output_folder_do_not_meet_and_one_Out_for_two_is_refused()
    {
        const string Photos = """<RicapDataset Include="photos" Images="../data/faces" Size="16x16" />""";
        const string Taken = """<RicapDataset Include="taken" Images="../data/faces" Size="16x16" Out="../shared" />""";
        var project = new UserProject(feed);
        project.WriteText("Directory.Build.props", """
            <Project><PropertyGroup><BaseOutputPath>$(MSBuildThisFileDirectory)out/</BaseOutputPath></PropertyGroup></Project>
            """);
        project.WriteAs("a/a.csproj", Photos + Taken);
        project.WriteAs("b/b.csproj", Photos + Taken);

        project.Run("build", "a").Succeeded();
        DotNetRun refused = project.Run("build", "b").Failed();

        refused.Says($"{project.At("b/b.csproj")}(9): error RICAP0033: RicapDataset 'taken': {project.At("shared")} belongs to the project {project.At("a/a.csproj")}");
        Assert.Equal("../a/a.csproj", File.ReadAllText(project.At("shared/.ricap/owner")).Trim());
        Assert.True(File.Exists(project.At("out/ricap/a/photos/ricap.json")));
        Assert.False(File.Exists(project.At("out/ricap/photos/ricap.json")));

        File.Delete(project.At("a/a.csproj"));
        project.Run("build", "b").Succeeded();
        Assert.Equal("../b/b.csproj", File.ReadAllText(project.At("shared/.ricap/owner")).Trim());
        Assert.True(File.Exists(project.At("out/ricap/b/photos/ricap.json")));
    }
}
