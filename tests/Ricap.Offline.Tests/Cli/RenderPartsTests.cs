using Ricap.Tests.Building;

namespace Ricap.Tests.Cli;

/// <summary><c>ricap render --only base --part I/N --missing error</c> and <c>ricap verify --part I/N</c>.</summary>
public sealed class RenderPartsTests : IDisposable
{
    private readonly TinySet _set = new();

    private string[] Line =>
        ["render", "--images", _set.Images, "--out", _set.Output, "--size", "12x10", "--batch", "8", "--epochs", "2", "--shard-size", "8"];

    public void Dispose() => _set.Dispose();

    [Fact]
    public void StageByStageToAManifest()
    {
        CommandRun needsBase = CommandRun.Of([.. Line, "--part", "0/2"]);
        Assert.Equal(1, needsBase.ExitCode);
        Assert.Contains("RICAP0070", needsBase.Error, StringComparison.Ordinal);

        CommandRun made = CommandRun.Well([.. Line, "--only", "base"]);
        Assert.StartsWith("0 samples rendered, 21 images decoded", made.OutLines[0], StringComparison.Ordinal);
        Assert.StartsWith("no manifest yet", made.OutLines[1], StringComparison.Ordinal);
        Assert.StartsWith("up to date", CommandRun.Well([.. Line, "--only", "base", "--part", "1/2"]).OutLines[0], StringComparison.Ordinal);
        Assert.StartsWith("nothing to do", CommandRun.Well([.. Line, "--only", "base", "--part", "0/2"]).OutLines[0], StringComparison.Ordinal);

        Assert.Equal(3, CommandRun.Well([.. Line, "--part", "0/2", "--json"]).Json.GetProperty("made").GetInt32());
        CommandRun missing = CommandRun.Of([.. Line, "--missing", "error"]);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("RICAP0072", missing.Error, StringComparison.Ordinal);

        var second = CommandRun.Well([.. Line, "--part", "1/2", "--json"]).Json;
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("manifest").ValueKind);
        Assert.Equal(3, second.GetProperty("shards").GetArrayLength());
        Assert.StartsWith("all 7 shards hold, 3 other files written in", CommandRun.Well([.. Line, "--missing", "error"]).OutLines[0], StringComparison.Ordinal);
        Assert.StartsWith("up to date: all 7 shards hold", CommandRun.Well([.. Line, "--missing", "make"]).OutLines[0], StringComparison.Ordinal);

        foreach (string[] part in (string[][])[["--part", "0/2"], ["--only", "base"]])
        {
            CommandRun again = CommandRun.Well([.. Line, .. part]);
            Assert.StartsWith("up to date", again.OutLines[0], StringComparison.Ordinal);
            Assert.StartsWith("the manifest of an earlier run is in place: ", again.OutLines[1], StringComparison.Ordinal);
        }

        long samples = Enumerable.Range(0, 3).Sum(i =>
            CommandRun.Well("verify", _set.Output, "--part", $"{i}/3", "--json").Json.GetProperty("samples").GetInt64());
        Assert.Equal(42, samples);
    }

    [Theory]
    [InlineData("--part '2/2' is not I/N", "--part", "2/2")]
    [InlineData("--part 'x' is not I/N", "--only", "base", "--part", "x")]
    [InlineData("--only 'epochs' is not base", "--only", "epochs")]
    [InlineData("--missing 'skip' is not make|error", "--missing", "skip")]
    [InlineData("--missing is for the run that ends all parts", "--missing", "make", "--part", "0/2")]
    [InlineData("--force makes everything again", "--force", "--missing", "error")]
    [InlineData("--on-bad-image skip moves all rows", "--only", "base", "--part", "0/2", "--on-bad-image", "skip")]
    public void WhatCannotBeIsSaidAndMakesNothing(string message, params string[] more)
    {
        CommandRun run = CommandRun.Of([.. Line, .. more]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"RICAP0001: {message}", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_set.Output));
    }
}
