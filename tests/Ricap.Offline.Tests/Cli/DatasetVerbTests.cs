using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;
using Ricap.CommandLine.Progress;
using Ricap.Comparing;
using Ricap.Planning;
using Ricap.Shards.Records;
using Ricap.Tests.Building;
using Ricap.Tests.ImageFiles.Png;

namespace Ricap.Tests.Cli;

/// <summary>The verbs that read a data set.</summary>
public sealed class DatasetVerbTests : IDisposable
{
    private readonly TinySet _set = new();

    public DatasetVerbTests() => _set.Build(("schedule", "list:0.3,0.5"), ("flip", "horizontal"), ("shift", "2"));

    public void Dispose() => _set.Dispose();

    [Fact]
    public void InspectTellsTheSameAsTextAndAsJson()
    {
        string text = CommandRun.Well("inspect", _set.Output).Out;
        Assert.Contains("list:0.3,0.5", text, StringComparison.Ordinal);
        Assert.Matches(@"1\s+class1\s+7", text);
        Assert.Matches(@"1\s+0\.5\s+21\s+3\s+\d", text);

        JsonElement json = CommandRun.Well("inspect", Path.Join(_set.Output, "ricap.json"), "--json").Json;
        Assert.Equal([0.3, 0.5], json.GetProperty("epochs").EnumerateArray().Select(e => e.GetProperty("beta").GetDouble()));
        Assert.Equal([7, 7, 7], json.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("sources").GetInt32()));
        Assert.Equal(5u, json.GetProperty("options").GetProperty("seed").GetUInt64());
    }

    [Fact]
    public void PlanPrintsTheVeryRecordsOfAShard()
    {
        var records = new List<string>();
        foreach (string shard in Directory.GetFiles(_set.Of("epoch-0001"), "*.tar").Order(StringComparer.Ordinal))
        {
            using var archive = new TarReader(File.OpenRead(shard));
            while (archive.GetNextEntry() is { } record)
            {
                records.Add(new StreamReader(record.DataStream!).ReadToEnd());
                archive.GetNextEntry(); // its image
            }
        }

        Assert.Equal(records, CommandRun.Well("plan", _set.Output, "--epoch", "1", "--sample", "0..20").OutLines);
        Assert.Equal([records[12]], CommandRun.Well("plan", _set.Output, "--sample", "0001-00000012").OutLines);
    }

    [Fact]
    public void PlanNeedsNoPixelsAndNoRenderedEpoch()
    {
        _set.Build(("epochs", "1"));
        string first = CommandRun.Well("plan", _set.Output, "--epoch", "999", "--sample", "20").Out;
        File.Delete(_set.Of("base/base-00000.npy"));
        Assert.Equal(first, CommandRun.Well("plan", _set.Output, "--sample", "0999-00000020", "--epoch", "999").Out);
        Assert.Equal("0999-00000020", RecordReader.Parse(System.Text.Encoding.UTF8.GetBytes(first)).Id);
    }

    [Theory]
    [InlineData("--epoch 1 --sample 21", 2, "RICAP0001", "an epoch's samples are 0..20")]
    [InlineData("--epoch 1 --sample 3..21", 2, "RICAP0001", "an epoch's samples are 0..20")]
    [InlineData("--epoch 2 --sample 0", 2, "RICAP0001", "none for epoch 2")]
    [InlineData("--epoch -1 --sample 0", 2, "RICAP0001", "--epoch '-1' is not 0..2147483646")]
    [InlineData("--epoch 2147483647 --sample 0", 2, "RICAP0001", "--epoch '2147483647' is not 0..2147483646")]
    [InlineData("--sample 2147483647-00000000", 2, "RICAP0001", "is of epoch 2147483647, which is not 0..2147483646")]
    [InlineData("--epoch 1 --sample 5..3", 2, "RICAP0001", "is not an index (12), a range (0..15) or an id")]
    [InlineData("--epoch 1 --sample 0000-00000003", 2, "RICAP0001", "is of epoch 0, --epoch says 1")]
    [InlineData("--sample 3", 2, "RICAP0003", "--epoch is needed")]
    [InlineData("--epoch 3", 2, "RICAP0003", "--sample is needed")]
    public void PlanSaysWhatItCannotPlan(string options, int exitCode, string code, string message)
    {
        CommandRun run = CommandRun.Of(["plan", _set.Output, .. options.Split(' ')]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(code, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void DamageIsNamedByFile()
    {
        File.AppendAllText(_set.Of("base/base-00000.json"), " ");
        Assert.Contains("base-00000.json: error RICAP0042", Assert.Single(CommandRun.Of("inspect", _set.Output).ErrorLines), StringComparison.Ordinal);

        File.Delete(_set.Of("base/base-00000.json"));
        CommandRun run = CommandRun.Of("plan", _set.Output, "--sample", "0000-00000000");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("base-00000.json: error RICAP0041", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void ABuildThatHasNotEndedIsSaidToBeSo()
    {
        File.Move(_set.Of("ricap.json"), _set.Of(".ricap/previous.json"));
        Assert.Contains("its build has not ended", CommandRun.Of("verify", _set.Output).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void VerifyEndsWithASummaryAndItsExitCodeTells()
    {
        Assert.Equal([$"{_set.Output}: all holds (16 files, 42 samples)"], CommandRun.Well("verify", _set.Output, "--threads", "1").OutLines);
        Assert.Empty(CommandRun.Well("verify", _set.Output, "--quiet").Out);
        Assert.Equal(42, CommandRun.Well("verify", _set.Output, "--json").Json.GetProperty("samples").GetInt64());

        File.AppendAllText(_set.Of("epoch-0001/ricap-0001-000001.tar"), "x");
        CommandRun run = CommandRun.Of("verify", _set.Output, "--json");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ricap-0001-000001.tar: error RICAP0042", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Single(run.Json.GetProperty("problems").EnumerateArray());
        Assert.Contains(": 1 problem (", Assert.Single(CommandRun.Of("verify", _set.Output).OutLines), StringComparison.Ordinal);
    }

    [Fact]
    public void PreviewDrawsAPictureBesideTheDataSet()
    {
        string[] before = Directory.GetFileSystemEntries(_set.Output);
        string path = Assert.Single(CommandRun.Well("preview", _set.Output).OutLines);

        Assert.Equal($"{_set.Output}-preview.png", path);
        Assert.Equal(before, Directory.GetFileSystemEntries(_set.Output));
        PngReader.Image sheet = PngReader.Read(File.ReadAllBytes(path));
        Assert.True(sheet.Rgb.Chunk(3).Select(p => (p[0] << 16) | (p[1] << 8) | p[2]).Distinct().Count() > 100, "hardly any content");
    }

    /// <summary>The library is used in processes that have a culture: a build's, a test's, a user's own.</summary>
    [Fact]
    public void TextsAndPicturesAreTheSameInEveryCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string[] plain = Say();
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberGroupSeparator, other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (".", ",", "−");
            CultureInfo.CurrentCulture = other;
            Assert.Equal(plain, Say());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        string[] Say()
        {
            string png = _set.Of("../culture.png");
            CommandRun.Well("preview", _set.Output, "--out", png, "--tile", "24");
            var rate = new Rate();
            rate.Note(0, TimeSpan.Zero);
            rate.Note(9, TimeSpan.FromSeconds(2));
            return
            [
                Convert.ToHexString(File.ReadAllBytes(png)),
                CommandRun.Well("inspect", _set.Output).Out,
                CommandRun.Well("verify", _set.Output).Out,
                rate.Describe(9, 12_345),
                $"{new PixelDifference(1_234, 12_345, 0, 0, "000000", "FFFFFF", 255)}",
                BetaSchedule.Constant(0.25).ToString()!,
            ];
        }
    }

    [Fact]
    public void PreviewDrawsEpochsThatWereNotRendered()
    {
        _set.Build(("epochs", "1"));
        byte[] Draw(params string[] options)
        {
            string png = _set.Of("../sheet.png");
            CommandRun.Well(["preview", _set.Output, "--out", png, "--tile", "24", .. options]);
            return File.ReadAllBytes(png);
        }

        byte[] one = Draw("--samples", "0777-00000003");
        Assert.Equal(one, Draw("--epoch", "777", "--samples", "3..3"));
        Assert.NotEqual(one, Draw("--epoch", "778", "--samples", "3"));
        Assert.NotEqual(Draw("--columns", "1", "--count", "4"), Draw("--columns", "4", "--count", "4"));
        Assert.Equal(Draw("--samples", "0..20"), Draw("--count", "1000"));
    }

    [Theory]
    [InlineData("--count 0", 2, "RICAP0001")]
    [InlineData("--count 3 --samples 1", 2, "RICAP0001")]
    [InlineData("--samples 20..21", 2, "RICAP0001")]
    [InlineData("--samples 2147483647", 2, "RICAP0001")]
    [InlineData("--samples 0..5000", 2, "RICAP0001")]
    [InlineData("--epoch 9", 2, "RICAP0001")]
    [InlineData("--tile 9999", 2, "RICAP0001")]
    [InlineData("--out ricap.json", 2, "RICAP0001")]
    [InlineData("--out /dev/null/sheet.png", 3, "RICAP0030")]
    public void PreviewSaysWhatItCannotDraw(string options, int exitCode, string code)
    {
        CommandRun run = CommandRun.Of(["preview", _set.Output, .. options.Split(' ')]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(code, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void PreviewOfABaseOfAnotherShapeIsNamedDamage()
    {
        byte[] shape = File.ReadAllBytes(_set.Of("base/base-00000.npy"));
        File.WriteAllBytes(_set.Of("base/base-00000.npy"), shape[..^1]);
        CommandRun run = CommandRun.Of("preview", _set.Output);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("base-00000.npy: error RICAP0042", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
