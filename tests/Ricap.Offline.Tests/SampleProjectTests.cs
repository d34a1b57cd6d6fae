using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Ricap.Tests;

/// <summary>The projects of samples build from a fresh clone, where nothing was built before them.</summary>
public sealed partial class SampleProjectTests
{
    /// <summary>What a sample's build runs with <c>--no-build</c> is a project that it refers to, or it would not be there.</summary>
    [Fact]
    public void What_a_build_runs_it_has_built()
    {
        var runs = new List<string>();
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.csproj", SearchOption.AllDirectories))
        {
            var project = XDocument.Load(path);
            string[] references =
                [.. project.Descendants("ProjectReference").Select(reference => Path.GetDirectoryName((string)reference.Attribute("Include")!)!)];
            foreach (XElement exec in project.Descendants("Exec"))
            {
                string command = (string)exec.Attribute("Command")!;
                if (command.Contains("--no-build", StringComparison.Ordinal))
                {
                    string run = RunProject().Match(command).Groups[1].Value;
                    Assert.Contains(run, references);
                    runs.Add(run);
                }
            }
        }

        Assert.Contains("../../src/Ricap.Cli", runs);
    }

    [GeneratedRegex(@"--project (\S+)")]
    private static partial Regex RunProject();
}
