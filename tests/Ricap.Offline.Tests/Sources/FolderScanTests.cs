using System.Runtime.InteropServices;
using Ricap.Sources;
using Ricap.Sources.Finding;

namespace Ricap.Tests.Sources;

public sealed class FolderScanTests
{
    [Fact]
    public void Classes_are_the_top_folders_and_nested_images_belong_to_them()
    {
        using TempFolder folder = new TempFolder().With(
            "dog/2.png", "dog/1.JPG", "cat/deep/er/3.webp", "cat/9.gif", "cat-like/x.bmp", "cat/a.jpe", "cat/b.JFIF", "cat/c.dib");
        SourceSet set = folder.Open();
        Assert.Equal(["cat", "cat-like", "dog"], set.Classes);

        // By the whole path: '-' comes before '/'.
        Assert.Equal(
            [
                ("cat-like/x.bmp", 1), ("cat/9.gif", 0), ("cat/a.jpe", 0), ("cat/b.JFIF", 0), ("cat/c.dib", 0),
                ("cat/deep/er/3.webp", 0), ("dog/1.JPG", 2), ("dog/2.png", 2),
            ],
            set.Sources.Select(source => (source.Path, source.Class)));
        Assert.All(set.Sources, source => Assert.Null(source.Label));
    }

    [Fact]
    public void Names_are_any_unicode_in_the_order_of_their_bytes()
    {
        string[] names = ["zebra", "é", "שלום", "مرحبا", "犬", "猫", "\uFFEE", "😀", "a b'c\"d#%"];
        using TempFolder folder = new TempFolder().With([.. names.Select(name => $"{name}/{name}.png")]);
        Assert.Equal(["a b'c\"d#%", "zebra", "é", "שלום", "مرحبا", "犬", "猫", "\uFFEE", "😀"], folder.Open().Classes);
        Assert.Equal("😀/😀.png", folder.Open().Sources[^1].Path);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void However_many_classes_there_are_each_has_its_own_images_in_order(int classes)
    {
        string[] paths = [.. Enumerable.Range(0, classes).SelectMany(c => Enumerable.Range(0, 300).Select(i => $"{c:D3}/{(i % 2 == 0 ? "in/" : "")}{i:D3}.png")).Order(StringComparer.Ordinal)];
        using TempFolder folder = new TempFolder().With(paths);
        SourceSet set = folder.Open();
        Assert.Equal(paths, set.Sources.Select(source => source.Path));
        Assert.All(set.Sources, source => Assert.Equal(source.Path[..3], set.Classes[source.Class]));
    }

    [LinuxFact]
    public void White_space_around_a_folder_s_name_is_no_part_of_the_class()
    {
        using TempFolder folder = new TempFolder().With(" b/1.png", "a /1.png");
        Assert.Equal(["a", "b"], folder.Open().Classes);
        Assert.Equal([(" b/1.png", 1), ("a /1.png", 0)], folder.Open().Sources.Select(source => (source.Path, source.Class)));
    }

    [Fact]
    public void Folders_of_systems_and_tools_are_no_classes_and_said_once_a_name()
    {
        using TempFolder folder = new TempFolder().With(
            "a/1.png", "b/1.png", "@eaDir/x.png", "a/@eaDir/1.png/SYNOPHOTO_THUMB_M.jpg", "b/@EADIR/y.png", ".@__thumb/z.png", "__MACOSX/a/1.png",
            "lost+found/r.png", "$RECYCLE.BIN/r.png", "System Volume Information/r.png", "a/.git/2.png");
        IReadOnlyList<Problem> warnings = folder.Warnings();
        Assert.Equal(
            ["$RECYCLE.BIN", ".@__thumb", "@eaDir", "System Volume Information", "__MACOSX", "a/.git", "lost+found"],
            warnings.Select(warning => System.IO.Path.GetRelativePath(folder.Path, warning.Path!).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.All(warnings, warning => Assert.Equal(ProblemCodes.NotAnImageKind, warning.Code));
        Assert.Contains(warnings, warning => warning.Message.EndsWith("and 2 more of that name", StringComparison.Ordinal));
        SourceSet set = SourceKinds.Open(new SourceRequest(folder.Path), _ => { });
        Assert.Equal(["a", "b"], set.Classes);
        Assert.Equal(2, set.Sources.Count);
    }

    [Theory]
    [InlineData("test train val", true)]
    [InlineData("Train valid", true)]
    [InlineData("test", true)]
    [InlineData("train validation __MACOSX", true)]
    [InlineData("train car", false)]
    [InlineData("testing-ground train", false)]
    public void Parts_of_a_split_taken_for_classes_are_asked_about(string names, bool warns)
    {
        using TempFolder folder = new TempFolder().With([.. names.Split(' ').Select(name => $"{name}/cat/1.png")]);
        Problem[] asked = [.. folder.Warnings().Where(warning => warning.Code == ProblemCodes.SplitFolders)];
        Assert.Equal(warns ? 1 : 0, asked.Length);
        Assert.All(asked, problem => Assert.Contains($"name one of them: {folder.At(names.Split(' ').FirstOrDefault(name => name.StartsWith("train", StringComparison.OrdinalIgnoreCase)) ?? names.Split(' ')[0])}", problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Length_and_time_are_the_file_s()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a/1.png", new byte[1234]);
        var written = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, written);
        Source found = Assert.Single(folder.Open().Sources);
        Assert.Equal((1234, written.Ticks), (found.Facts!.Value.Length, found.Facts.Value.WrittenTicks));
        Assert.Equal(new Source("a/1.png", 0, null, 1234, written.Ticks), found with { Facts = null });
    }

    [Fact]
    public void Hidden_things_are_passed_over_in_silence()
    {
        using TempFolder folder = new TempFolder().With(
            "a/1.png", "a/.hidden.png", "a/.hidden/2.png", ".cache/3.png", "a/Thumbs.db", "a/DESKTOP.INI", ".DS_Store");
        Assert.Equal("a/1.png", Assert.Single(folder.Open().Sources).Path);
    }

    [Fact]
    public void Other_files_are_left_out_with_a_warning_each()
    {
        using TempFolder folder = new TempFolder().With("a/1.png", "a/notes.txt", "a/png", "README.md", "stray.png");
        var warnings = new List<Problem>();
        SourceSet set = SourceKinds.Open(new SourceRequest(folder.Path), warnings.Add);
        Assert.Single(set.Sources);
        Assert.Equal(
            [folder.At("README.md"), folder.At("a/notes.txt"), folder.At("a/png"), folder.At("stray.png")],
            warnings.Select(warning => warning.Path));
        Assert.All(warnings, warning => Assert.Equal(
            (ProblemCodes.NotAnImageKind, ProblemSeverity.Warning), (warning.Code, warning.Severity)));
        Assert.Contains("no class", warnings[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_warnings_end_in_a_summary()
    {
        using TempFolder folder = new TempFolder().With("a/1.png")
            .With([.. Enumerable.Range(0, 33).Select(i => $"a/{i}.txt")]);
        var warnings = new List<Problem>();
        SourceKinds.Open(new SourceRequest(folder.Path), warnings.Add);
        Assert.Equal(21, warnings.Count);
        Assert.Contains("13 more", warnings[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_said()
    {
        using var folder = new TempFolder();
        Problem problem = Assert.Single(folder.Problems("missing"));
        Assert.Equal((ProblemCodes.SourcesNotFound, folder.At("missing")), (problem.Code, problem.Path));
    }

    [Theory]
    [InlineData("*.png")]
    [InlineData("photos/**")]
    public void Wildcards_are_not_followed_and_that_is_said(string pattern)
    {
        using TempFolder folder = new TempFolder().With("a/1.png");
        Problem problem = Assert.Single(folder.Problems(pattern));
        Assert.Equal(ProblemCodes.SourcesNotFound, problem.Code);
        Assert.Contains("wildcards are not followed", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "one folder of images for each class")]
    [InlineData("1.png", "1 image lies directly in it")]
    public void A_folder_without_classes_is_said(string stray, string hint)
    {
        using var folder = new TempFolder();
        folder.With([.. new[] { stray }.Where(name => name.Length > 0)]);
        Problem problem = Assert.Single(folder.Problems());
        Assert.Equal((ProblemCodes.NoClasses, folder.Path), (problem.Code, problem.Path));
        Assert.Contains(hint, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_empty_class_is_said_at_once()
    {
        using TempFolder folder = new TempFolder().With("a/.hidden", "b/1.png", "c/notes.txt", "d/deep/.keep");
        Assert.Equal(
            [folder.At("a"), folder.At("c"), folder.At("d")],
            folder.Problems().Select(problem =>
            {
                Assert.Equal(ProblemCodes.EmptyClass, problem.Code);
                return problem.Path;
            }));
    }

    [UnprivilegedFact]
    public void A_folder_that_may_not_be_read_is_said()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // said again for the compiler, which does not read the attribute
        }

        using TempFolder folder = new TempFolder().With("a/1.png", "b/1.png");
        File.SetUnixFileMode(folder.At("a"), UnixFileMode.None);
        Problem problem = Assert.Single(folder.Problems());
        File.SetUnixFileMode(folder.At("a"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal((ProblemCodes.Unreadable, folder.At("a")), (problem.Code, problem.Path));
    }

    [UnprivilegedFact]
    public void A_file_that_may_not_be_read_is_said_when_it_is_read()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // said again for the compiler, which does not read the attribute
        }

        using TempFolder folder = new TempFolder().With("a/1.png");
        File.SetUnixFileMode(folder.At("a/1.png"), UnixFileMode.None);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => folder.Open().Read(0)).Problems);
        Assert.Equal((ProblemCodes.Unreadable, folder.At("a/1.png")), (problem.Code, problem.Path));
    }

    [Fact]
    public void An_image_root_needs_a_list()
    {
        using TempFolder folder = new TempFolder().With("a/1.png");
        Assert.Equal(ProblemCodes.InvalidOption, Assert.Single(folder.Problems("", folder.Path)).Code);
    }

    [Fact]
    public void Another_kind_of_file_is_no_place_for_images()
    {
        using TempFolder folder = new TempFolder().With("images.zip");
        Assert.Equal(ProblemCodes.InvalidOption, Assert.Single(folder.Problems("images.zip")).Code);
    }

    [Fact]
    public void What_is_read_is_what_was_found_or_a_problem()
    {
        using var folder = new TempFolder();
        byte[] png = TestImages.RgbPng();
        string path = folder.Write("a/1.png", png);
        SourceSet set = folder.Open();
        using (SourceContent content = set.Read(0))
        {
            Assert.Equal(Hash128.Of(png), content.Hash);
        }

        File.WriteAllBytes(path, png[..^1]);
        Assert.Equal(ProblemCodes.SourceChanged, Assert.Throws<RicapException>(() => set.Read(0)).Problems[0].Code);
        File.WriteAllBytes(path, [.. png, 0]);
        Assert.Equal(ProblemCodes.SourceChanged, Assert.Throws<RicapException>(() => set.Read(0)).Problems[0].Code);
        File.Delete(path);
        Assert.Equal(ProblemCodes.Unreadable, Assert.Throws<RicapException>(() => set.Read(0)).Problems[0].Code);
    }

    [UnixFact]
    public void A_pipe_is_an_empty_file_and_not_waited_for()
    {
        using TempFolder folder = new TempFolder().With("a/1.png");
        Assert.Equal(0, MakeFifo(folder.At("a/pipe.png"), 0x180));
        using SourceContent content = folder.Open().Read(1);
        RicapException e = Assert.Throws<RicapException>(() => content.Decode(new FitOptions(1, 1), new byte[3]));
        Assert.Equal(ProblemCodes.EmptyFile, e.Problems[0].Code);
    }

    [LinuxFact]
    public void A_name_that_is_not_utf8_is_said()
    {
        using TempFolder folder = new TempFolder().With("a/1.png");
        byte[] path = [.. System.Text.Encoding.UTF8.GetBytes(folder.At("a/")), 0xE9, .. ".png\0"u8];
        Assert.NotEqual(-1, MakeFile(path, 0x180));

        Problem problem = Assert.Single(folder.Problems());
        Assert.Equal(ProblemCodes.Unreadable, problem.Code);
        Assert.Contains("not valid UTF-8", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, RemoveFile(path));
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "creat")]
    private static extern int MakeFile(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "unlink")]
    private static extern int RemoveFile(byte[] path);
}
