using Ricap.Cli;
using Ricap.CommandLine;
using Ricap.Tests.Building;

namespace Ricap.Tests.Preview;

/// <summary><c>ricap preview --animate</c>.</summary>
public sealed class AnimationTests : IDisposable
{
    private readonly TinySet _set = new();
    private readonly string _png;

    public AnimationTests()
    {
        _set.Build();
        _png = $"{_set.Output}.png";
    }

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Batches_follow_one_another_into_the_next_epoch()
    {
        (int exitCode, string text, string error) = Run("--frames", "7", "--delay", "100");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(_png, text.TrimEnd());
        IReadOnlyList<AnimationReader.Frame> frames = AnimationReader.Read(File.ReadAllBytes(_png)).Frames;
        Assert.Equal(7, frames.Count); // three batches an epoch
        Assert.All(frames, frame => Assert.Equal(100, frame.Delay));
    }

    [Fact]
    public void Modes_stand_side_by_side()
    {
        Run("--frames", "1");
        int one = AnimationReader.Read(File.ReadAllBytes(_png)).Width;
        Run("--frames", "1", "--modes", "paper,batch,sample");
        Assert.InRange(AnimationReader.Read(File.ReadAllBytes(_png)).Width, 2 * one, 4 * one);
        Run("--frames", "1", "--mixes", "ricap,cutmix,cutout");
        Assert.InRange(AnimationReader.Read(File.ReadAllBytes(_png)).Width, 2 * one, 4 * one);
    }

    [Theory]
    [InlineData("--out", "x.gif", "name it x.png")]
    [InlineData("--out", "x.webp", "name it x.png")]
    [InlineData("--out", "x.bmp", "does not end in .png or .apng")]
    [InlineData("--modes", "batch,other", "'other'")]
    [InlineData("--mixes", "ricap,none", "'none'")]
    [InlineData("--frames", "0", "1..1000")]
    [InlineData("--samples", "0..3", "exclude each other")]
    [InlineData("--epoch", "2147483646", "go beyond the last there is, 2147483646")]
    [InlineData("--epoch", "2147483647", "--epoch '2147483647' is not 0..2147483646")]
    public void What_cannot_be_is_refused(string option, string value, string why)
    {
        (int exitCode, _, string error) = Run(option, value);
        Assert.Equal(2, exitCode);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_options_need_it()
    {
        using var error = new StringWriter();
        Assert.Equal(2, RicapCommand.Run(["preview", _set.Output, "--delay", "100"], new CommandContext(TextWriter.Null, error)));
        Assert.Contains("--delay needs --animate", error.ToString(), StringComparison.Ordinal);
    }

    private (int ExitCode, string Out, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] target = args.Contains("--out") ? [] : ["--out", _png];
        int exitCode = RicapCommand.Run(["preview", _set.Output, "--animate", .. target, .. args], new CommandContext(output, error));
        return (exitCode, output.ToString(), error.ToString());
    }
}
