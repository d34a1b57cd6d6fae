using Ricap.MSBuild.Tests.Projects;

namespace Ricap.MSBuild.Tests;

/// <summary>What was rendered is deleted when it is due, and nothing else is.</summary>
[Collection(PackageTests.Name)]
public sealed class RemovalTests(PackageFeed feed)
{
    [Fact]
    public void Clean_deletes_what_was_rendered_and_leaves_the_rest()
    {
        var project = new UserProject(feed);
        project.Build().Succeeded();
        string notes = project.At("bin/ricap/faces/epoch-0000/notes.txt");
        File.WriteAllText(notes, "mine");

        project.Clean().Succeeded();

        string[] left = Directory.GetFileSystemEntries(project.At("bin/ricap"), "*", SearchOption.AllDirectories);
        Assert.Equal(["epoch-0000", "faces", "notes.txt"], left.Select(Path.GetFileName).Order());
        Assert.False(Directory.Exists(project.At("obj/ricap")));

        DotNetRun rebuild = project.Build("-t:Rebuild").Succeeded();
        rebuild.Says("11 shards made, 0 kept", times: 1);
    }

    [Fact]
    public void What_is_no_longer_a_data_set_of_the_project_is_deleted()
    {
        var project = new UserProject(feed);
        string moving = UserProject.Faces.Replace("\"faces\"", "\"moving\"", StringComparison.Ordinal);
        project.Write(UserProject.Faces + moving);
        project.Build().Succeeded();
        File.WriteAllText(project.At("bin/ricap/faces/notes.txt"), "mine");

        project.Write("""<RicapDataset Include="moving" Images="data/faces" Size="16x16" Out="elsewhere" />""");
        project.Question().Failed().Says("'faces' is no longer rendered to");
        project.Build().Succeeded();

        Assert.Equal([Path.Combine("faces", "notes.txt")], project.Rendered.Keys);
        Assert.True(File.Exists(project.At("elsewhere/ricap.json")));

        project.Write("");
        project.Build().Succeeded();
        Assert.False(Directory.Exists(project.At("elsewhere")));
        project.Question().Succeeded();
    }

    [Fact]
    public void Clean_deletes_what_a_failed_build_left()
    {
        var project = new UserProject(feed);
        project.Write(UserProject.Faces.Replace("16x16", "16x17", StringComparison.Ordinal));
        project.Build().Succeeded();
        project.Write(UserProject.Faces);
        File.WriteAllText(project.At("data/faces/cats/02.png"), "no image");
        project.Build().Failed();

        project.Clean().Succeeded();

        Assert.False(Directory.Exists(project.At("bin/ricap/faces")));
    }

    [Fact]
    public void A_data_set_of_another_configuration_stays_and_two_configurations_are_rebuilt_at_once()
    {
        var project = new UserProject(feed);
        project.Write(
            UserProject.Faces.Replace("Include", """Condition="'$(Configuration)' == 'Release'" Include""", StringComparison.Ordinal)
            + UserProject.Faces.Replace("\"faces\"", "\"both\"", StringComparison.Ordinal));
        project.WriteText("all.proj", """
            <Project>
              <ItemGroup>
                <Built Include="app.csproj" AdditionalProperties="Configuration=Debug" />
                <Built Include="app.csproj" AdditionalProperties="Configuration=Release" />
              </ItemGroup>
              <Target Name="Rebuild"><MSBuild Projects="@(Built)" Targets="Rebuild" BuildInParallel="true" /></Target>
            </Project>
            """);

        project.Build("app.csproj", "-c", "Release").Succeeded();
        project.Build("app.csproj").Succeeded();
        Assert.True(File.Exists(project.At("bin/ricap/faces/ricap.json")));

        DotNetRun rebuild = project.Build("all.proj", "-t:Rebuild", "-m:2").Succeeded();
        rebuild.Says("Ricap: rendering 'both'", times: 1);
        rebuild.Says("Ricap: rendering 'faces'", times: 1);
    }
}
