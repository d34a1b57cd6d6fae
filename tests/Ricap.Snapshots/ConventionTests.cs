using System.Runtime.CompilerServices;

namespace Ricap.Snapshots;

/// <summary>What Verify asks of the files that say how editors and git treat snapshots, and of the snapshots.</summary>
public sealed class ConventionTests
{
    private static readonly string Folder = Path.GetDirectoryName(SourceFile())!;
    private static readonly string Root = Path.GetFullPath(Path.Join(Folder, "..", ".."));

    private static string[] TextKinds { get; } =
        [.. Snapshots().Select(file => Path.GetExtension(file)[1..]).Where(kind => kind != "png").Distinct()];

    [Fact]
    public void Git_keeps_line_ends_and_encoding()
    {
        string[] lines = File.ReadAllLines(Path.Join(Root, ".gitattributes"));
        Assert.All(TextKinds, kind => Assert.Contains($"*.verified.{kind} text eol=lf working-tree-encoding=UTF-8", lines));
        Assert.Contains("*.received.*", File.ReadAllLines(Path.Join(Root, ".gitignore")));
    }

    [Fact]
    public void Editors_keep_them_too()
    {
        string[] sections =
            [.. File.ReadAllLines(Path.Join(Root, ".editorconfig")).Where(line => line.StartsWith("[*.{received,verified}.", StringComparison.Ordinal))];
        Assert.Equal(2, sections.Length); // all texts, and those that are indented
        Assert.All(TextKinds, kind => Assert.Contains(kind, sections[0][24..^2].Split(',')));
        Assert.Contains("json", sections[1][24..^2].Split(','));
    }

    [Fact]
    public void Texts_begin_with_a_mark_and_have_bare_line_ends()
    {
        foreach (string file in Snapshots().Where(file => !file.EndsWith(".png", StringComparison.Ordinal)))
        {
            byte[] bytes = File.ReadAllBytes(file);
            Assert.True(bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]), $"{file} has no UTF-8 mark");
            Assert.False(bytes.Contains((byte)'\r'), $"{file} has a carriage return");
        }
    }

    /// <summary>A renamed test would leave its snapshots behind, unread.</summary>
    [Fact]
    public void Every_snapshot_belongs_to_a_test()
    {
        string[] tests =
        [
            .. typeof(ConventionTests).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}")),
        ];
        Assert.All(Snapshots(), file =>
        {
            string name = Path.GetFileName(file);
            Assert.Contains(tests, test => name.StartsWith(test, StringComparison.Ordinal) && name[test.Length] is '.' or '_' or '#');
        });
    }

    private static IEnumerable<string> Snapshots() => Directory.EnumerateFiles(Folder, "*.verified.*");

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
