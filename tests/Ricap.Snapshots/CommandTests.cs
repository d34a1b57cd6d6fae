using Ricap.Cli;
using Ricap.CommandLine;
using Ricap.Preview;

namespace Ricap.Snapshots;

/// <summary>What the command says: helps, plans, differences and diagnostics.</summary>
public sealed class CommandTests
{
    public static TheoryData<string> Verbs =>
        ["", .. RicapCommand.Create(new CommandContext(TextWriter.Null, TextWriter.Null)).Subcommands.Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help(string verb)
    {
        using var set = new SmallSet();
        await Verify(set.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).UseParameters(verb);
    }

    [Theory]
    [InlineData("paper")]
    [InlineData("batch")]
    [InlineData("sample")]
    public async Task Plan(string mode)
    {
        using var set = new SmallSet(("mode", mode));
        await Verify(set.Run("plan", set.Folder, "--epoch", "7", "--sample", "0..11")).UseParameters(mode);
    }

    [Fact]
    public async Task Preview()
    {
        using var set = new SmallSet();
        string png = Path.Join(set.Images, "..", "sheet.png");
        PreviewSheet.Write(set.Folder, new PreviewOptions { TileWidth = 96 }, png);
        await Verify(await File.ReadAllBytesAsync(png), "png");
    }

    [Fact]
    public async Task Diff()
    {
        using var set = new SmallSet();
        string other = set.Build("other", ("mode", "batch"), ("schedule", "0.7"));
        string png = Path.Join(set.Images, "..", "changed.png");
        string text = set.Run("diff", set.Folder, other, "--count", "4", "--out", png);
        await Verify([new Target("txt", text), new Target("png", new MemoryStream(await File.ReadAllBytesAsync(png)), "sheet")]);
    }

    /// <summary>One of each kind of mistake, as a person meets it.</summary>
    [Fact]
    public async Task Diagnostics()
    {
        using var set = new SmallSet();
        string broken = Path.Join(set.Images, "cross", "broken.png");
        File.WriteAllBytes(broken, File.ReadAllBytes(Path.Join(set.Images, "cross", "0.png"))[..100]);
        string[][] commands =
        [
            ["rendr"],
            ["render", "--images", set.Images],
            ["render", "--images", set.Images, "--out", set.Folder, "--size", "24", "--beta", "0", "--mode", "Batch"],
            ["render", "--images", Path.Join(set.Images, "cros"), "--out", set.Folder, "--size", "24x20"],
            ["render", "--images", set.Images, "--out", set.Folder, "--size", "24x20", "--quiet"],
            ["inspect", set.Images],
            ["plan", set.Folder, "--epoch", "0", "--sample", "12"],
            ["preview", set.Folder, "--out", "sheet.gif"],
            ["diff", set.Folder],
        ];
        await Verify(string.Join("\n\n", commands.Select(args => $"> ricap {set.Anywhere(string.Join(' ', args))}\n{set.Run(args)}")));
    }
}
