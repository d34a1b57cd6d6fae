using System.Reflection;
using System.Text.RegularExpressions;

namespace Ricap.Tests;

/// <summary>Holds the documentation to the code and to itself.</summary>
public sealed partial class DocumentationTests
{
    /// <summary>Folders that hold what was made, not what was written.</summary>
    private static readonly string[] NotOurs =
        [".git", ".vs", ".vscode", ".idea", "bin", "obj", "node_modules", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "__pycache__", "node_modules"];

    private static readonly string[] Binary = [".png", ".jpg", ".webp", ".gif", ".bmp", ".npy", ".tar", ".gz", ".ttf", ".snk"];

    private static readonly string Root = Repository.Root;

    private static readonly string[] Files = [.. FilesIn(Root)];

    private static IEnumerable<string> Pages => Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    [Fact]
    public void Each_code_has_a_section_and_each_section_a_code()
    {
        string[] codes =
        [
            .. typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => (string)field.GetRawConstantValue()!)
                .Order(StringComparer.Ordinal),
        ];
        string page = File.ReadAllText(Path.Join(Root, "docs", "diagnostics.md"));
        Assert.Equal(codes, CodeHeading().Matches(page).Select(heading => heading.Groups[1].Value));
    }

    [Fact]
    public void Each_section_of_a_code_says_what_to_do_and_shows_a_message()
    {
        string page = File.ReadAllText(Path.Join(Root, "docs", "diagnostics.md"));
        string[] sections = page.Split("\n## ")[1..];
        Assert.All(sections.Where(section => section.StartsWith("RICAP", StringComparison.Ordinal)), section =>
        {
            string code = section[..section.IndexOf('\n')];
            Assert.Matches($@"(error|warning) {code}: \S", section);
            Assert.Contains("**What to do.**", section, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        IEnumerable<string> broken =
            from page in Pages
            from link in LinksOf(File.ReadAllText(page))
            where !Leads(page, link)
            select $"{Path.GetRelativePath(Root, page)}: {link}";
        Complaints.None(broken);
    }

    /// <summary>A path of somebody's machine helps nobody else.</summary>
    [Fact]
    public void No_file_names_a_place_on_one_machine()
    {
        IEnumerable<string> wrong =
            from file in Files
            where !Binary.Contains(Path.GetExtension(file).ToLowerInvariant())
            from line in File.ReadLines(file).Select((text, at) => (Text: text, Number: at + 1))
            where MachinePath().IsMatch(line.Text)
            select $"{Path.GetRelativePath(Root, file)}({line.Number}): {line.Text.Trim()}";
        Complaints.None(wrong);
    }

    /// <summary>Written in parts, lest this file is among the culprits.</summary>
    [Theory]
    [InlineData("see /home" + "/ann/photos", true)]
    [InlineData("\"/work" + "/main\"", true)]
    [InlineData("C:/Users" + "/ann", true)]
    [InlineData(@"C:\Users" + @"\ann", true)]
    [InlineData("photos/home/a.png", false)]
    [InlineData("https://example.org/home/ann", false)]
    [InlineData("~/work/photos", false)]
    public void A_place_on_one_machine_is_known_by_its_looks(string text, bool expected) =>
        Assert.Equal(expected, MachinePath().IsMatch(text));

    private static bool Leads(string page, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return true; // not ours to keep alive
        }

        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Join(Path.GetDirectoryName(page), parts[0]));
        return File.Exists(target) || Directory.Exists(target)
            ? parts.Length == 1 || AnchorsOf(File.ReadAllText(target)).Contains(parts[1])
            : false;
    }

    private static IEnumerable<string> LinksOf(string page) =>
        Link().Matches(Code().Replace(page, "")).Select(link => link.Groups[1].Value);

    /// <summary>Headings as GitHub makes anchors of them.</summary>
    private static IEnumerable<string> AnchorsOf(string page) =>
        Heading().Matches(Fence().Replace(page, ""))
            .Select(heading => NotInAnchors().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => !NotOurs.Contains(Path.GetFileName(file))) // .git is a file in a worktree
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(inner => !NotOurs.Contains(Path.GetFileName(inner)))
                .SelectMany(FilesIn));

    [GeneratedRegex(@"^## (RICAP\d{4})$", RegexOptions.Multiline)]
    private static partial Regex CodeHeading();

    [GeneratedRegex(@"\]\(([^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}_\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^ *```.*?^ *```|`[^`\n]+`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w.~$/-])/(home|work|root|Users)/\w|\b[A-Za-z]:[/\\]Users[/\\]\w")]
    private static partial Regex MachinePath();
}
