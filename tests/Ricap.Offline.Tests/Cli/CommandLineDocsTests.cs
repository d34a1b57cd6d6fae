using Ricap.Cli;
using Ricap.CommandLine;
using Ricap.Options;

namespace Ricap.Tests.Cli;

/// <summary><c>docs/command-line.md</c> says what the command does.</summary>
public sealed class CommandLineDocsTests
{
    private static readonly string Text = Read();

    [Fact]
    public void TheTableOfRenderIsTheTableOfOptions()
    {
        IEnumerable<string> rows = Text.Split('\n').Where(line => line.StartsWith("| `--", StringComparison.Ordinal));
        Assert.Equal(OptionTable.All.Select(Row), rows.Take(OptionTable.All.Count));
    }

    [Fact]
    public void EveryExitCodeIsThere() => Assert.All(
        RicapCommand.ExitCodes,
        code => Assert.Contains($"| {code.Code} | {code.Meaning.TrimEnd('.')}", Text, StringComparison.Ordinal));

    [Fact]
    public void EveryVerbAndEachOfItsOptionsIsThere()
    {
        using var context = new StringWriter();
        var root = RicapCommand.Create(new CommandContext(context, context));
        Assert.All(root.Subcommands, verb =>
        {
            Assert.Contains($"\n## ricap {verb.Name}\n", Text, StringComparison.Ordinal);
            Assert.All(verb.Options, option => Assert.Contains($"`{option.Name}", Text, StringComparison.Ordinal));
        });
    }

    private static string Row(OptionSpec spec)
    {
        string takes = spec.Takes.Replace("|", "\\|", StringComparison.Ordinal);
        string fallback = spec.Default.Length > 0 ? $"`{spec.Default}`" : "";
        return $"| `--{spec.Name}` | `{takes}` | {fallback} | {spec.Help} |";
    }

    private static string Read() => File.ReadAllText(Repository.Of("docs/command-line.md")).ReplaceLineEndings("\n");
}
