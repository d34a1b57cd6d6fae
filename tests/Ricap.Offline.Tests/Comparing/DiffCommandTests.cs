using System.Text.Json;
using Ricap.Cli;
using Ricap.CommandLine;
using Ricap.Tests.Building;

namespace Ricap.Tests.Comparing;

public sealed class DiffCommandTests : IDisposable
{
    private readonly TinySet _set = new();
    private readonly string _other;

    public DiffCommandTests()
    {
        _other = $"{_set.Output}-other";
        _set.Build(("name", "tiny"));
        _set.Build(("name", "tiny"), ("out", _other), ("flip", "horizontal"));
    }

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Equal_is_0_and_different_is_1()
    {
        (int equal, string same, _) = Run("diff", _set.Output, _set.Output);
        Assert.Equal(0, equal);
        Assert.EndsWith("equal", same.TrimEnd(), StringComparison.Ordinal);
        (int different, string text, _) = Run("diff", _set.Output, _other, "--count", "2");
        Assert.Equal(1, different);
        Assert.Contains("~ flip: none -> horizontal", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_line()
    {
        (int exitCode, string text, _) = Run("diff", _set.Output, _other, "--json");
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.Equal(1, exitCode);
        Assert.False(json.GetProperty("equal").GetBoolean());
        Assert.Equal("flip", json.GetProperty("options")[0].GetProperty("name").GetString());
        Assert.Equal(8, json.GetProperty("samples").GetProperty("first").GetArrayLength());
        Assert.Single(text.TrimEnd().Split('\n'));
    }

    [Fact]
    public void The_picture_is_written_where_it_was_asked_for()
    {
        string png = Path.Join(_set.Images, "..", "changed.png");
        Run("diff", _set.Output, _other, "--out", png);
        Assert.NotEmpty(ImageFiles.Png.PngReader.Read(File.ReadAllBytes(png)).Rgb);
    }

    [Theory]
    [InlineData("--count", "many")]
    [InlineData("--out", "changed.jpg")]
    [InlineData("--nonsense", "1")]
    public void A_wrong_command_line_is_2(string option, string value)
    {
        (int exitCode, string text, string error) = Run("diff", _set.Output, _other, option, value);
        Assert.Equal((2, ""), (exitCode, text));
        Assert.Contains("error RICAP000", error, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Out, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = RicapCommand.Run(args, new CommandContext(output, error));
        return (exitCode, output.ToString(), error.ToString());
    }
}
