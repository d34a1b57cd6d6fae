using Microsoft.Build.Utilities;
using Ricap.MSBuild.Datasets;

namespace Ricap.MSBuild.Tests.Units;

/// <summary>Whose a folder is, and how that is noted.</summary>
public sealed class OutputOwnerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ricap-owner").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_project_owns_its_folder_in_every_checkout()
    {
        string[] checkouts = ["one", "two"];
        foreach (string checkout in checkouts)
        {
            Project($"{checkout}/a/a.csproj");
            Project($"{checkout}/b/b.csproj");
        }

        Claim("one/out", "one/a/a.csproj");
        Directory.CreateDirectory(At("two/out/.ricap"));
        File.Copy(At("one/out/.ricap/owner"), At("two/out/.ricap/owner"));

        Assert.Null(new OutputOwner(At("two/out"), At("two/a/a.csproj")).Other);
        Assert.Equal(At("two/a/a.csproj"), new OutputOwner(At("two/out"), At("two/b/b.csproj")).Other);
    }

    [Fact]
    public void A_project_that_is_gone_owns_nothing()
    {
        Project("a/a.csproj");
        Claim("out", "a/a.csproj");
        File.Delete(At("a/a.csproj"));

        Assert.Null(new OutputOwner(At("out"), At("b/b.csproj")).Other);
    }

    [Fact]
    public void No_path_of_a_machine_is_noted()
    {
        Project("a/a.csproj");
        string elsewhere = Path.Join(Path.GetPathRoot(_root), "nowhere", "src", "b", "b.csproj");

        Claim("out", "a/a.csproj");
        Assert.Equal("../a/a.csproj", File.ReadAllText(At("out/.ricap/owner")).Trim());
        Claim("far", elsewhere);
        Assert.Equal("b/b.csproj", File.ReadAllText(At("far/.ricap/owner")).Trim());
        Assert.Equal("b/b.csproj", new OutputOwner(At("far"), At("a/a.csproj")).Other);
    }

    [Theory]
    [InlineData("CopyToOutputDirectory", "newest", "CopyToOutputDirectory 'newest' is not Never, PreserveNewest, IfDifferent, Always")]
    [InlineData("Publish", "yes", "Publish 'yes' is not true or false")]
    public void A_word_for_shipping_is_checked(string name, string value, string message)
    {
        var item = new TaskItem("faces", new Dictionary<string, string> { [name] = value });

        RicapException refused = Assert.Throws<RicapException>(
            () => DatasetRules.Check([new Dataset(item, At("a.csproj"), "bin")]));

        Assert.Equal(ProblemCodes.InvalidOption, refused.Problems.Single().Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Never Never")]
    [InlineData("CopyToOutputDirectory=PreserveNewest", "IfDifferent IfDifferent")]
    [InlineData("CopyToOutputDirectory=Always;Publish=false", "Always Never")]
    [InlineData("Publish=true", "Never IfDifferent")]
    public void What_is_copied_is_published_unless_told_otherwise(string metadata, string copies)
    {
        Dictionary<string, string> given = metadata.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);

        var shipping = Shipping.Of(new Dataset(new TaskItem("faces", given), At("a.csproj"), "bin"));

        Assert.Equal(copies, $"{shipping.CopyToOutput} {shipping.CopyToPublish}");
    }

    private string At(string path) => Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));

    private void Project(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), "<Project />");
    }

    private void Claim(string folder, string project) => new OutputOwner(At(folder), At(project)).Claim(
        new Dataset(new TaskItem("faces"), At(project), At("bin")));
}
