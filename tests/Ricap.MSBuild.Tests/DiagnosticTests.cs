using Ricap.MSBuild.Tests.Projects;

namespace Ricap.MSBuild.Tests;

/// <summary>What is wrong has a code and a place, and stops the build until it is mended.</summary>
[Collection(PackageTests.Name)]
public sealed class DiagnosticTests(PackageFeed feed)
{
    [Fact]
    public void Mistakes_in_items_are_all_located_in_the_project_file()
    {
        var project = new UserProject(feed);
        project.Write("""
            <RicapDataset Include="one" Images="data/faces" Size="16x16" Betta="0.3"
                          Batch="none" />
            <RicapDataset Include="two" Images="data/faces" Colour="red" Threads="2" />
            """);

        DotNetRun build = project.Build().Failed();

        build.Says(
            $"{project.ProjectFile}(9): error RICAP0002: RicapDataset 'one' has no metadata Betta; did you mean Beta?");
        build.Says($"{project.ProjectFile}(10): error RICAP0001: RicapDataset 'one': Batch 'none' is not 1..1000000");
        build.Says($"{project.ProjectFile}(11): error RICAP0002: RicapDataset 'two' has no metadata Colour");
        build.Says($"{project.ProjectFile}(11): error RICAP0002: RicapDataset 'two' has no metadata Threads");
        build.Says($"{project.ProjectFile}(11): error RICAP0003: RicapDataset 'two': Size is needed, for example Size=\"96x96\"");
        Assert.Empty(project.Rendered);

        project.Write("""
            <RicapDataset Include="same" Images="data/faces" Size="16x16" />
            <RicapDataset Include="Same" Images="data/faces" Size="16x16" />
            <RicapDataset Include="a/b" Images="data/faces" Size="16x16" />
            <RicapDataset Include="third" Images="data/faces" Size="16x16" Out="bin/ricap/same/" />
            """);
        DotNetRun names = project.Build().Failed();
        names.Says("(10): error RICAP0001: RicapDataset 'Same': there is another of that name");
        names.Says("(11): error RICAP0001: RicapDataset 'a/b': the name becomes");
        names.Says("(12): error RICAP0001: RicapDataset 'third': its Out is that of 'same'");
    }

    [Fact]
    public void A_corrupt_image_is_an_error_at_the_image_until_it_is_mended()
    {
        var project = new UserProject(feed);
        string image = project.At("data/faces/cats/04.png");
        byte[] whole = File.ReadAllBytes(image);
        File.WriteAllBytes(image, whole[..40]);

        project.Build().Failed().Says($"{image} : error RICAP0020:");
        project.Build().Failed().Says($"{image} : error RICAP0020:");

        File.WriteAllBytes(image, whole);
        project.Build().Succeeded();
        project.Question().Succeeded();
    }

    [Fact]
    public void Options_are_called_as_the_project_calls_them()
    {
        var project = new UserProject(feed);
        File.WriteAllText(project.At("names.txt"), "cats\n");
        (string Metadata, string Problem)[] mistakes =
        [
            ("Images=\"data/faces\" Out=\"data/faces/out\"", "error RICAP0001: Out lies in the image folder"),
            ("Images=\"data/**/*.png\"", "error RICAP0010: there is no such folder or file; wildcards are not followed"),
            ("Images=\"data/faces\" Classes=\"names.txt\"", "error RICAP0061: the class 'dogs' is not one of the 1 of"),
        ];
        foreach ((string metadata, string problem) in mistakes)
        {
            project.Write($"""<RicapDataset Include="one" Size="16x16" {metadata} />""");
            project.Build().Failed().Says(problem);
        }
    }

    [Fact]
    public void A_warning_is_said_in_every_build_and_stops_those_that_make_an_error_of_it()
    {
        var project = new UserProject(feed);
        string warning = $"{project.At("data/faces/cats/readme.txt")} : warning RICAP0017:";
        string error = $"{project.At("data/faces/cats/readme.txt")} : error RICAP0017:";
        File.WriteAllText(project.At("data/faces/cats/readme.txt"), "what is this");
        project.Write("""<RicapDataset Include="faces" Images="data/none" Size="16x16" />""");
        project.Build().Failed().Says("error RICAP0010:");

        project.Write(UserProject.Faces);
        project.Build("-warnaserror").Failed().Says(error);
        project.Build("-warnaserror").Failed().Says(error);
        project.Build().Succeeded().Says(warning);
    }
}
