using System.Text.RegularExpressions;

namespace Ricap.Tests;

/// <summary>Holds <c>docs/api.md</c> to the files of the public API, and its examples to programs that are compiled.</summary>
public sealed partial class ApiPageTests
{
    /// <summary>The programs of READMEs are built by the packages' tests.</summary>
    private static readonly string[] Compiled =
        ["src/Ricap.Offline/README.md", "tests/Ricap.Offline.Tests/ApiExamples.cs", "tests/Ricap.Train.Tests/Samples/ApiExamples.cs"];

    [Theory]
    [InlineData("Ricap.Offline")]
    [InlineData("Ricap.Train")]
    public void Each_public_type_has_its_place_and_no_other_is_there(string package)
    {
        string section = Page().Split("\n## ").Single(part => part.StartsWith(package + "\n", StringComparison.Ordinal));
        IEnumerable<string> listed = Row().Matches(section).SelectMany(row => Name().Matches(row.Groups[1].Value)).Select(name => name.Groups[1].Value);
        IEnumerable<string> there = File.ReadLines(Repository.Of($"src/{package}/PublicAPI.Unshipped.txt"))
            .Concat(File.ReadLines(Repository.Of($"src/{package}/PublicAPI.Shipped.txt")))
            .Where(line => TypeLine().IsMatch(line))
            .Select(line => line[(line.LastIndexOf('.') + 1)..]);
        Assert.Equal(there.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_example_is_code_that_is_compiled()
    {
        string[] sources = [.. Compiled.Select(file => Flat(File.ReadAllText(Repository.Of(file))))];
        string[] examples = [.. Example().Matches(Page()).Select(match => Flat(match.Groups[1].Value))];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(sources, source => source.Contains(example, StringComparison.Ordinal)));
    }

    private static string Page() => File.ReadAllText(Repository.Of("docs/api.md")).ReplaceLineEndings("\n");

    /// <summary>Code whatever it is indented by.</summary>
    private static string Flat(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"^\| (`[^|]*`) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^Ricap(\.\w+)+$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
