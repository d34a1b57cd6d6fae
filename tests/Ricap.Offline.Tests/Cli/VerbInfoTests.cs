using System.CommandLine;
using Ricap.Cli;
using Ricap.CommandLine;

namespace Ricap.Tests.Cli;

/// <summary>A command line makes the options of the verbs that it may mean, and no others.</summary>
public sealed class VerbInfoTests
{
    [Theory]
    [InlineData("render", "render", "--help")]
    [InlineData("render", "--help", "render")]
    [InlineData("verify", "verify", "render.d")]
    public void TheVerbOfALineHasItsOptions(string verb, params string[] args) =>
        Assert.Equal([verb], Made(args));

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("rendr", "--images")]
    public void ALineWithoutAVerbMakesNone(params string[] args) => Assert.Empty(Made(args));

    [Fact]
    public void OneThatAsksForCompletionsMakesAll() =>
        Assert.Equal(Create(null).Subcommands.Select(verb => verb.Name), Made(["[suggest:8]", "ricap re"]));

    private static IEnumerable<string> Made(string[] args) =>
        Create(args).Subcommands.OfType<Verb>().Select(verb => verb.Name);

    private static RootCommand Create(string[]? args) =>
        RicapCommand.Create(new CommandContext(TextWriter.Null, TextWriter.Null), args);
}
