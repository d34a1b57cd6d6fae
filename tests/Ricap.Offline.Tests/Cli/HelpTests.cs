using Ricap.Cli;
using Ricap.Options;

namespace Ricap.Tests.Cli;

public sealed class HelpTests
{
    private static readonly string[] Verbs = ["render", "preview", "report", "inspect", "verify", "plan"];

    [Fact]
    public void TheCommandAloneShowsHelp()
    {
        CommandRun alone = CommandRun.Well();
        Assert.Equal(CommandRun.Well("--help").Out, alone.Out);
        Assert.All(Verbs, verb => Assert.Contains($"\n  {verb} ", alone.Out, StringComparison.Ordinal));
        Assert.All(RicapCommand.ExitCodes, code => Assert.Contains($"\n  {code.Code} ", alone.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryVerbHasExamplesAndFitsEightyColumns() => Assert.All(Verbs, verb =>
    {
        CommandRun help = CommandRun.Well(verb, "--help");
        Assert.Contains($"\nExamples:\n  ricap {verb} ", help.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.All(help.OutLines, line => Assert.True(line.Length < 80, line));
    });

    [Fact]
    public void RenderExplainsEveryOptionWithItsDefault()
    {
        string words = string.Join(' ', CommandRun.Well("render", "--help").Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(OptionTable.All, spec =>
        {
            Assert.Contains($"--{spec.Name} {spec.Takes} {spec.Help}", words, StringComparison.Ordinal);
            Assert.Contains(spec.Default.Length > 0 ? $"{spec.Help} [default: {spec.Default}]" : spec.Help, words, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void HasAVersion() => Assert.Matches(@"^\d+\.\d+\.\d+", Assert.Single(CommandRun.Well("--version").OutLines));
}
