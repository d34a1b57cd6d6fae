using System.Text.RegularExpressions;
using Ricap.MSBuild.Datasets;
using Ricap.Options;

namespace Ricap.MSBuild.Tests.Units;

/// <summary>The package's README says what an item may have.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[][] Rows = Read();

    [Fact]
    public void Every_metadatum_is_in_the_table_and_nothing_else()
    {
        IEnumerable<string> told = Rows.SelectMany(row => Words(row[0])).Concat(["Images", "Size"]); // told above it: they are needed
        Assert.Equal(DatasetOptionReader.MetadataNames.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Defaults_are_those_of_the_options() => Assert.All(
        OptionTable.All.Where(spec => spec.Default.Length > 0 && spec.Name is not ("schedule" or "cache") && DatasetOptionReader.MetadataNames.Contains(spec.MetadataName)),
        spec =>
        {
            string[] row = Rows.Single(row => Words(row[0]).Contains(spec.MetadataName));
            int place = Array.IndexOf(Words(row[0]), spec.MetadataName);

            // Of several options in one row, each has a part of its own: their defaults between commas or semicolons.
            Assert.Contains(spec.Default, Words(row[1])[place..]);
        });

    private static string[] Words(string cell) => [.. Word().Matches(cell).Select(match => match.Groups[1].Value)];

    private static string[][] Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Join(folder.FullName, "RicapPipeline.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests run outside of the repository");
        }

        return
        [
            .. File.ReadLines(Path.Join(folder.FullName, "src", "Ricap.MSBuild", "README.md"))
                .SkipWhile(line => !line.StartsWith("| metadata |", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Split(" | ", 2)),
        ];
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();
}
