namespace Ricap.Tests.Cli;

public sealed class ParseTests
{
    [Theory]
    [InlineData("rendr --x", "RICAP0002", "there is no verb 'rendr'; did you mean 'render'?")]
    [InlineData("zzz", "RICAP0002", "there is no verb 'zzz'")]
    [InlineData("render --sede 3", "RICAP0002", "there is no option '--sede' in 'render'; did you mean '--seed'?")]
    [InlineData("render --sze=4", "RICAP0002", "there is no option '--sze' in 'render'; did you mean '--size'?")]
    [InlineData("render --shard 4", "RICAP0002", "there is no option '--shard' in 'render'; did you mean '--shard-size'?")]
    [InlineData("render photos", "RICAP0002", "'photos' is one word too many for 'render'")]
    [InlineData("render @photos", "RICAP0002", "'@photos' is one word too many for 'render'")]
    [InlineData("render --size", "RICAP0003", "--size needs a value: WxH, each 1..16384")]
    [InlineData("render --seed 1 --seed 2", "RICAP0001", "--seed is given 2 times; once is enough")]
    [InlineData("inspect", "RICAP0003", "DIR is needed, for example: ricap inspect shards")]
    [InlineData("verify a b", "RICAP0002", "'b' is one word too many for 'verify'")]
    public void SaysWhatIsWrongInOneLine(string line, string code, string message)
    {
        CommandRun run = CommandRun.Of(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"ricap: error {code}: {message}", run.ErrorLines[0]);
        Assert.Matches("^ricap: 'ricap ([a-z]+ )?--help' shows how$", Assert.Single(run.ErrorLines[1..]));
        Assert.Empty(run.Out);
    }

    [Fact]
    public void NamesEveryUnknownOption()
    {
        CommandRun run = CommandRun.Of("render", "--sede", "3", "--quite");
        Assert.Equal(["'--seed'?", "'--quiet'?"], run.ErrorLines[..2].Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public void NamesEveryBadValueAndEveryMissingOption()
    {
        CommandRun run = CommandRun.Of("render", "--images", "x", "--size", "3", "--seed", "-1");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(["--size", "--seed", "--out"], run.ErrorLines.Select(line => line.Split(' ')[3]));
    }

    [Theory]
    [InlineData("inspect", "")]
    [InlineData("inspect", "/no/such/folder")]
    [InlineData("verify", "/no/such/folder")]
    [InlineData("preview", "/no/such/folder")]
    public void HasACodeForAFolderThatIsNone(string verb, string folder)
    {
        CommandRun run = CommandRun.Of(verb, folder);
        Assert.Equal(folder.Length == 0 ? 2 : 1, run.ExitCode);
        Assert.Contains(folder.Length == 0 ? "RICAP0001" : "RICAP0040", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void PrintsJsonThatWasAskedForWhateverHappens()
    {
        CommandRun[] runs = [CommandRun.Of("inspect", "/no/such/folder", "--json"), CommandRun.Of("render", "--json", "--sede", "1")];
        Assert.All(runs, run =>
        {
            string code = run.Json.GetProperty("problems")[0].GetProperty("code").GetString()!;
            Assert.False(run.Json.GetProperty("ok").GetBoolean());
            Assert.Equal(run.ExitCode, run.Json.GetProperty("exitCode").GetInt32());
            Assert.Contains(code, run.ErrorLines[0], StringComparison.Ordinal);
        });
    }
}
