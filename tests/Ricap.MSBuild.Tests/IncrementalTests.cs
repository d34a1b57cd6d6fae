using Ricap.MSBuild.Tests.Projects;

namespace Ricap.MSBuild.Tests;

/// <summary>A build renders what changed, nothing else, and says why.</summary>
[Collection(PackageTests.Name)]
public sealed class IncrementalTests(PackageFeed feed)
{
    private const string Rendering = "Ricap: rendering 'faces'";

    [Fact]
    public void A_first_build_renders_and_a_second_does_nothing()
    {
        var project = new UserProject(feed);
        project.Write(UserProject.Faces, """
            <Target Name="Tell" AfterTargets="RicapRender">
              <Message Importance="high" Text="%(RicapShard.Dataset) %(Epoch): @(RicapShard->Count())" />
              <Message Importance="high" Text="manifest of %(RicapManifest.Dataset): %(Filename)%(Extension)" />
            </Target>
            """);

        DotNetRun first = project.Build().Succeeded();
        Dictionary<string, DateTime> rendered = project.Rendered;
        DotNetRun second = project.Build("-v:n").Succeeded();

        first.Says(Rendering, times: 1);
        first.Says("11 shards made, 0 kept", times: 1);
        Assert.Equal(10, rendered.Keys.Count(path => path.EndsWith(".tar", StringComparison.Ordinal)));
        second.Says("Ricap:", times: 0);
        Assert.Equal(rendered, project.Rendered);
        project.Question().Succeeded();
        Assert.All([first, second], run =>
        {
            run.Says("faces 0: 5", times: 1);
            run.Says("faces 1: 5", times: 1);
            run.Says("manifest of faces: ricap.json", times: 1);
        });
    }

    [Fact]
    public void A_changed_image_renders_one_shard_an_epoch()
    {
        var project = new UserProject(feed);
        project.Build().Succeeded();
        Dictionary<string, DateTime> before = project.Rendered;

        Pictures.Write(project.At("data/faces/dogs/07.png"), seed: 200);
        DotNetRun question = project.Question().Failed();
        DotNetRun build = project.Build("-v:n").Succeeded();

        question.Says("RicapDataset 'faces' is out of date: 'dogs/07.png' changed");
        build.Says("Ricap: 'faces' is out of date: 'dogs/07.png' changed", times: 1);
        build.Says("8 kept", times: 1);
        Assert.All(["epoch-0000", "epoch-0001"], epoch => Assert.Single(
            project.Rendered, file => file.Key.Contains(epoch, StringComparison.Ordinal)
                && file.Key.EndsWith(".tar", StringComparison.Ordinal)
                && file.Value != before[file.Key]));
        project.Question().Succeeded();
    }

    [Fact]
    public void A_renamed_image_counts_and_a_touched_one_makes_nothing()
    {
        var project = new UserProject(feed);
        project.Build().Succeeded();
        Dictionary<string, DateTime> before = project.Rendered;

        File.SetLastWriteTimeUtc(project.At("data/faces/cats/00.png"), DateTime.UnixEpoch);
        DotNetRun touched = project.Build("-v:n").Succeeded();

        touched.Says("'cats/00.png' changed", times: 1);
        touched.Says(Rendering, times: 0);
        Assert.Equal(before, project.Rendered);
        project.Question().Succeeded();

        File.Move(project.At("data/faces/cats/00.png"), project.At("data/faces/cats/zz.png"));
        DotNetRun renamed = project.Build("-v:n").Succeeded();

        renamed.Says("'cats/zz.png' is new (and 1 more)", times: 1);
        renamed.Says(Rendering, times: 1);
    }

    [Fact]
    public void A_deleted_and_a_truncated_shard_are_made_again()
    {
        var project = new UserProject(feed);
        project.Build().Succeeded();
        string shard = project.At("bin/ricap/faces/epoch-0001/ricap-0001-000002.tar");
        byte[] bytes = File.ReadAllBytes(shard);

        File.Delete(shard);
        project.Question().Failed().Says("'epoch-0001/ricap-0001-000002.tar' is gone");
        project.Build().Succeeded().Says("1 shard made, 10 kept", times: 1);
        Assert.Equal(bytes, File.ReadAllBytes(shard));

        File.WriteAllBytes(shard, bytes[..1000]);
        project.Build("-v:n").Succeeded().Says("is out of date: 'epoch-0001/ricap-0001-000002.tar' changed", times: 1);
        Assert.Equal(bytes, File.ReadAllBytes(shard));
        project.Question().Succeeded();
    }

    [Fact]
    public void Options_and_switches_count()
    {
        var project = new UserProject(feed);
        project.Build("-p:RicapEnabled=false").Succeeded().Says("Ricap:", times: 0);
        project.Build("-p:DesignTimeBuild=true").Succeeded().Says("Ricap:", times: 0);
        Assert.Empty(project.Rendered);
        project.Build("-p:RicapMaxParallelism=1").Succeeded();

        project.Write(UserProject.Faces.Replace("Seed=\"42\"", "Seed=\"43\"", StringComparison.Ordinal));
        DotNetRun seed = project.Build("-v:n").Succeeded();
        DotNetRun force = project.Build("-v:n", "-p:RicapForce=true").Succeeded();

        seed.Says("Ricap: 'faces' is out of date: Seed was '42' and is '43'", times: 1);
        seed.Says("10 shards made, 1 kept", times: 1);
        force.Says("Ricap: 'faces' is out of date: RicapForce is set", times: 1);
        force.Says("11 shards made, 0 kept", times: 1);
        project.Question().Succeeded();
    }

    [Fact]
    public void Times_hide_nothing()
    {
        var project = new UserProject(feed);
        (string cat, string dog) = TwinsOf(project);
        project.Build().Succeeded();

        // As after a clock was set back.
        foreach (string record in Directory.GetFiles(project.At("obj/ricap"), "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(record, new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        project.Write(UserProject.Faces.Replace("42", "43", StringComparison.Ordinal));
        project.Build().Succeeded().Says("10 shards made, 1 kept", times: 1);

        if (OperatingSystem.IsLinux())
        {
            File.Move(cat, cat + "~");
            File.Move(dog, cat);
            File.Move(cat + "~", dog);
            project.Build("-v:n").Succeeded().Says("shards made", times: 1);
        }
    }

    /// <summary>Two images, one of each class, of one size and one time; different otherwise.</summary>
    private static (string Cat, string Dog) TwinsOf(UserProject project)
    {
        string[] cats = Directory.GetFiles(project.At("data/faces/cats"));
        string[] dogs = Directory.GetFiles(project.At("data/faces/dogs"));
        (string cat, string dog) = cats
            .SelectMany(cat => dogs.Select(dog => (cat, dog)))
            .First(pair => new FileInfo(pair.cat).Length == new FileInfo(pair.dog).Length);
        File.SetLastWriteTimeUtc(cat, DateTime.UnixEpoch);
        File.SetLastWriteTimeUtc(dog, DateTime.UnixEpoch);
        return (cat, dog);
    }
}
