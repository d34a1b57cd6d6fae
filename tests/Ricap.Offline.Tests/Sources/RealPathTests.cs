using Ricap.Sources;
using Ricap.Tests.Building;

namespace Ricap.Tests.Sources;

/// <summary>Where an output folder lies in truth, whatever links lead there.</summary>
public sealed class RealPathTests
{
    [Fact]
    public void Links_are_followed_wherever_they_stand()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["a/b"]);
        Directory.CreateDirectory(scratch["links"]);
        Link(scratch["links/absolute"], scratch["a"]);
        Link(scratch["links/relative"], "../a/b");
        Link(scratch["links/again"], "absolute/b");
        string root = RealPath.Follow(scratch["."]);
        Assert.Equal(Path.Join(root, "a", "b", "new", "x"), RealPath.Follow(scratch["links/absolute/b/new/x"]));
        Assert.Equal(Path.Join(root, "a", "b", "new"), RealPath.Follow(scratch["links/relative/new"]));
        Assert.Equal(Path.Join(root, "a", "b"), RealPath.Follow(scratch["links/again"]));
    }

    [Fact]
    public void A_circle_of_links_is_an_error()
    {
        using var scratch = new Scratch();
        Link(scratch["one"], "two");
        Link(scratch["two"], "one");
        Assert.Throws<IOException>(() => RealPath.Follow(scratch["one/x"]));
    }

    [Fact]
    public void An_output_that_a_link_leads_into_the_images_is_refused()
    {
        using var set = new TinySet();
        string link = set.Output + "-link";
        Link(link, set.Images);
        RicapException error = Assert.Throws<RicapException>(() => set.Build(("out", Path.Join(link, "shards"))));
        Assert.Contains("lies in the image folder", Assert.Single(error.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hashes_among_the_images_are_refused()
    {
        using var set = new TinySet();
        Link(set.Output + "-link", set.Images);
        foreach (string cache in (string[])[Path.Join(set.Images, "cache"), Path.Join(set.Output + "-link", "class0")])
        {
            Problem problem = Assert.Single(Assert.Throws<RicapException>(() => set.Build(("cache", cache))).Problems);
            Assert.Equal((ProblemCodes.InvalidOption, "cache", cache), (problem.Code, problem.Option, problem.Path));
            Assert.Contains("--cache lies in the image folder", problem.Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(set.Output), "a build that is refused has made its output");
    }

    private static void Link(string path, string target) => Directory.CreateSymbolicLink(path, target);
}
