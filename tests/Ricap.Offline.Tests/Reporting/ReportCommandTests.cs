using Ricap.Tests.Building;
using Ricap.Tests.Cli;

namespace Ricap.Tests.Reporting;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TinySet _set = new();

    public ReportCommandTests() => _set.Build();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void WritesBesideTheDataSetUnlessToldOtherwiseAndSaysWhere()
    {
        CommandRun run = CommandRun.Well("report", _set.Output);
        Assert.Equal(_set.Output + "-report.html", Assert.Single(run.OutLines));
        string elsewhere = Path.Join(_set.Images, "new", "page.html");
        CommandRun.Well("report", _set.Output, "--out", elsewhere, "--epochs", "1", "--samples", "3");
        Assert.Contains("\"indices\":[0,7,14]", File.ReadAllText(elsewhere), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(elsewhere)!));
    }

    [Theory]
    [InlineData("--samples 0", "--samples '0' is not 1..1000")]
    [InlineData("--epochs x", "--epochs 'x' is not a count")]
    [InlineData("--epochs 5..6", "has no epoch 5; rendered: 0..1")]
    [InlineData("--out page.pdf", "--out 'page.pdf' does not end in .html")]
    public void RefusesWhatCannotBe(string arguments, string message)
    {
        CommandRun run = CommandRun.Of(["report", _set.Output, .. arguments.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedBaseLeavesNoPage()
    {
        File.Delete(_set.Of("base/base-00000.npy"));
        CommandRun run = CommandRun.Of("report", _set.Output);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("base-00000.npy", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_set.Output + "-report.html"));
    }

    [Fact]
    public void HelpFitsEightyColumns() =>
        Assert.All(CommandRun.Well("report", "--help").OutLines, line => Assert.True(line.Length < 80, line));
}
