using Ricap.Tests.Building;

namespace Ricap.Tests.Cli;

public sealed class RenderCommandTests : IDisposable
{
    private readonly TinySet _set = new();

    private string[] Line => ["render", "--images", _set.Images, "--out", _set.Output, "--size", "12x10", "--batch", "8", "--epochs", "2"];

    public void Dispose() => _set.Dispose();

    [Fact]
    public void SaysWhatWasDoneAndWhatToDoNext()
    {
        CommandRun run = CommandRun.Well(Line);
        Assert.StartsWith("42 samples rendered, 21 images decoded", run.OutLines[0], StringComparison.Ordinal);
        Assert.EndsWith($"ricap preview {_set.Output}", Assert.Single(run.OutLines[1..]), StringComparison.Ordinal);

        Assert.StartsWith("up to date", CommandRun.Well(Line).OutLines[0], StringComparison.Ordinal);
        Assert.StartsWith("all 3 shards hold, 3 other files written in", CommandRun.Well([.. Line, "--name", "other"]).OutLines[0], StringComparison.Ordinal);
        Assert.StartsWith("42 samples rendered", CommandRun.Well([.. Line, "--force"]).OutLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void IsSilentIfAsked() => Assert.Empty(CommandRun.Well([.. Line, "--quiet"]).Out);

    [Fact]
    public void SumsUpInJson()
    {
        var json = CommandRun.Well([.. Line, "--json", "--quiet"]).Json;
        Assert.True(json.GetProperty("ok").GetBoolean());
        Assert.Equal(_set.Of("ricap.json"), json.GetProperty("manifest").GetString());
        Assert.Equal(42, json.GetProperty("samples").GetInt64());
        Assert.Equal((false, 3), (json.GetProperty("upToDate").GetBoolean(), json.GetProperty("written").GetInt32()));
        Assert.Equal(2, json.GetProperty("shards").GetArrayLength());
        Assert.Equal(0, json.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public void WarningsAreTextAndJson()
    {
        File.WriteAllText(Path.Join(_set.Images, "class0", "bad\n[red].png"), "no image");
        CommandRun run = CommandRun.Of([.. Line, "--on-bad-image", "skip", "--json"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("bad\\u000A[red].png: warning RICAP00", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        var problem = Assert.Single(run.Json.GetProperty("problems").EnumerateArray());
        Assert.Equal("warning", problem.GetProperty("severity").GetString());
        Assert.EndsWith("bad\n[red].png", problem.GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryBadImageIsNamedAndTheExitCodeIsOne()
    {
        File.WriteAllText(Path.Join(_set.Images, "class0", "a.png"), "no image");
        File.WriteAllText(Path.Join(_set.Images, "class1", "b.png"), "");
        CommandRun run = CommandRun.Of(Line);
        Assert.Equal((1, 2), (run.ExitCode, run.ErrorLines.Length));
    }

    [Fact]
    public void AnOutputThatCannotBeWrittenIsThree()
    {
        File.WriteAllText(_set.Output, "a file where the folder should be");
        CommandRun run = CommandRun.Of(Line);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("RICAP0030", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void CancelledBeforeItBeganIsOneHundredAndThirty()
    {
        CommandRun run = CommandRun.Of(new CancellationToken(canceled: true), [.. Line, "--json"]);
        Assert.Equal(130, run.ExitCode);
        Assert.Equal("ricap: stopped; the next run goes on from here", Assert.Single(run.ErrorLines));
        Assert.Equal(130, run.Json.GetProperty("exitCode").GetInt32());
    }
}
