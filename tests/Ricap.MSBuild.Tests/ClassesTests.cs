using Ricap.MSBuild.Tests.Projects;

namespace Ricap.MSBuild.Tests;

/// <summary>Data sets that take their classes from somewhere and look at one another.</summary>
[Collection(PackageTests.Name)]
public sealed class ClassesTests(PackageFeed feed)
{
    /// <summary>Every file that is read is watched, those that other metadata than Images name as well.</summary>
    [Fact]
    public void A_changed_list_of_classes_renders_again()
    {
        var project = new UserProject(feed);
        File.WriteAllText(project.At("names.txt"), string.Join('\n', Directory.GetDirectories(project.At("data/faces")).Select(Path.GetFileName)));
        project.Write("""<RicapDataset Include="faces" Images="data/faces" Size="16x16" Classes="names.txt" />""");
        project.Build().Succeeded();
        project.Question().Succeeded();

        File.AppendAllText(project.At("names.txt"), "\nemus\n");

        project.Question().Failed().Says("'Classes: names.txt' changed");
        project.Build().Succeeded();
        Assert.Contains("\"emus\"", File.ReadAllText(project.At("bin/ricap/faces/ricap.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_that_looks_at_another_is_looked_at_in_the_build_that_changes_it()
    {
        var project = new UserProject(feed);
        string image = project.At("data/test/cats/a.png");
        Pictures.Write(image, 200);
        project.Write("""
            <RicapDataset Include="faces" Images="data/faces" Size="16x16" />
            <RicapDataset Include="test" Images="data/test" Size="16x16" Augment="none"
                          Classes="bin/ricap/faces" NotIn="bin/ricap/faces/" />
            """);
        project.Build().Succeeded();
        project.Question().Succeeded();

        string leak = project.At("data/faces/dogs/leak.png");
        File.Copy(image, leak);
        project.Build().Failed().Says($"{image} : error RICAP0064:");

        File.Delete(leak);
        project.Build().Succeeded();
        project.Question().Succeeded();
    }
}
