using Ricap.Tests.Sources;
using Ricap.Verifying;

namespace Ricap.Tests.EndToEnd;

/// <summary>Everything that can be wrong with what a build is given has a code and a place.</summary>
public class BadInputTests
{
    private const string Words = "--size 8x8 --seed 1 --batch 4";

    public static TheoryData<string, byte[], string> BadImages => new()
    {
        { "ant/bad.png", TestImages.RgbPng()[..60], ProblemCodes.CorruptImage },
        { "ant/bad.jpg", TestImages.Jpeg()[..200], ProblemCodes.CorruptImage },
        { "ant/bad.png", [.. TestImages.RgbPng()[..8], .. new byte[200]], ProblemCodes.ZeroSizeImage },
        { "ant/bad.png", [], ProblemCodes.EmptyFile },
        { "bee/bad.png", "not an image at all"u8.ToArray(), ProblemCodes.NotAnImage },
        { "bee/bad.jpg", TestImages.RgbPng(101, 100), ProblemCodes.TooManyPixels },
    };

    [Theory, MemberData(nameof(BadImages))]
    public void A_bad_image_ends_the_build_with_its_code_and_its_place(string name, byte[] content, string code)
    {
        using Workspace workspace = Workspace.With(9);
        Workspace.Write(Path.Join(workspace.Images, name), content);
        Problem problem = Assert.Single(workspace.Problems(Words + " --max-pixels 10000"));
        Assert.Equal((code, ProblemSeverity.Error), (problem.Code, problem.Severity));
        Assert.EndsWith(name, problem.Path, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.At("ricap.json")), "a build that failed has no manifest");
    }

    [Fact]
    public void A_bad_image_leaves_the_data_set_in_place_as_it_is()
    {
        using Workspace workspace = Workspace.With(9);
        workspace.Render(Words);
        FolderContents before = FolderContents.Of(workspace.Output);
        Workspace.Write(Path.Join(workspace.Images, "ant/bad.png"), []);
        Assert.Equal(ProblemCodes.EmptyFile, Assert.Single(workspace.Problems(Words)).Code);
        FolderContents.Of(workspace.Output).AssertSameAs(before, except: ".ricap/");
        Assert.Empty(DatasetVerifier.Verify(workspace.Output).Problems);
    }

    /// <summary>The first base shard, of two images, is in place when the second meets the bad one.</summary>
    [Fact]
    public void A_bad_image_after_a_file_was_replaced_leaves_no_manifest()
    {
        using Workspace workspace = Workspace.With(3);
        workspace.Render(Words);
        Workspace.Write(Path.Join(workspace.Images, "cat/bad.png"), []);
        Assert.Equal(ProblemCodes.EmptyFile, Assert.Single(workspace.Problems("--size 4096x2048 --seed 1 --epochs 1 --format npy")).Code);
        Assert.False(File.Exists(workspace.At("ricap.json")), "it would name a base shard of before");
        File.Delete(Path.Join(workspace.Images, "cat/bad.png"));
        workspace.Render(Words);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Theory, MemberData(nameof(BadImages))]
    public void A_bad_image_is_skipped_with_a_warning_as_if_it_were_not_there(string name, byte[] content, string code)
    {
        using Workspace workspace = Workspace.With(9);
        string words = Words + " --max-pixels 10000 --on-bad-image skip";
        FolderContents without = workspace.Fresh(words);
        Workspace.Write(Path.Join(workspace.Images, name), content);
        for (int build = 0; build < 2; build++)
        {
            var heard = new BuildListener();
            workspace.Render(words, heard);
            Problem problem = Assert.Single(heard.Problems);
            Assert.Equal((code, ProblemSeverity.Warning), (problem.Code, problem.Severity));
            Assert.Equal(Path.Join(workspace.Images, name), problem.Path);
            Assert.Equal(["ricap.json"], FolderContents.Of(workspace.Output).DifferencesFrom(without));
            Assert.Contains(name, File.ReadAllText(workspace.At("ricap.json")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_bad_image_is_named_in_one_go()
    {
        using Workspace workspace = Workspace.With(9);
        Workspace.Write(Path.Join(workspace.Images, "ant/a.png"), []);
        Workspace.Write(Path.Join(workspace.Images, "cat/z.png"), [1, 2, 3]);
        Assert.Equal(["ant/a.png", "cat/z.png"], workspace.Problems(Words).Select(p => p.Path![^9..]));
    }

    [Theory]
    [InlineData("", ProblemCodes.NoClasses)]
    [InlineData("a.png", ProblemCodes.NoClasses)]
    [InlineData("ant/notes.txt", ProblemCodes.EmptyClass)]
    public void A_folder_without_classes_or_images_has_a_code_and_a_place(string file, string code)
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.Images);
        if (file.Length > 0)
        {
            Workspace.Write(Path.Join(workspace.Images, file), [1]);
        }

        Problem problem = Assert.Single(workspace.Problems(Words));
        Assert.Equal(code, problem.Code);
        Assert.StartsWith(workspace.Images, problem.Path, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace.Output), "nothing was built, so nothing should be there");
    }

    [Fact]
    public void Images_that_are_not_there_have_a_code_and_a_place()
    {
        using var workspace = new Workspace();
        Problem problem = Assert.Single(workspace.Problems(Words));
        Assert.Equal((ProblemCodes.SourcesNotFound, workspace.Images), (problem.Code, problem.Path));
    }

    [CaseSensitiveFact]
    public void Names_that_differ_by_case_alone_have_a_code_and_a_place()
    {
        using Workspace workspace = Workspace.With(9);
        workspace.Draw("ant/A.png", 1);
        workspace.Draw("ant/a.png", 2);
        Problem problem = Assert.Single(workspace.Problems(Words));
        Assert.Equal((ProblemCodes.CaseCollision, Path.Join(workspace.Images, "ant/a.png")), (problem.Code, problem.Path));
    }

    [Theory]
    [InlineData("--shape 8x8", ProblemCodes.UnknownOption)]
    [InlineData("--Seed 8", ProblemCodes.UnknownOption)]
    [InlineData("--beta 0", ProblemCodes.InvalidOption)]
    [InlineData("--beta -1", ProblemCodes.InvalidOption)]
    [InlineData("--beta NaN", ProblemCodes.InvalidOption)]
    [InlineData("--beta Infinity", ProblemCodes.InvalidOption)]
    [InlineData("--beta 0,3", ProblemCodes.InvalidOption)]
    [InlineData("--schedule linear:0..1@2..9", ProblemCodes.InvalidOption)]
    [InlineData("--schedule list:1,NaN", ProblemCodes.InvalidOption)]
    [InlineData("--schedule list:1,0.5 --epochs 3", ProblemCodes.InvalidOption)]
    [InlineData("--schedule cosine:0.1..1@9..2", ProblemCodes.InvalidOption)]
    [InlineData("--size 0x8", ProblemCodes.InvalidOption)]
    [InlineData("--size 8x-1", ProblemCodes.InvalidOption)]
    [InlineData("--size 8", ProblemCodes.InvalidOption)]
    [InlineData("--batch 0", ProblemCodes.InvalidOption)]
    [InlineData("--shard-size -4", ProblemCodes.InvalidOption)]
    [InlineData("--epochs 0", ProblemCodes.InvalidOption)]
    [InlineData("--epochs 5..2", ProblemCodes.InvalidOption)]
    [InlineData("--shift -1", ProblemCodes.InvalidOption)]
    [InlineData("--shift 101%", ProblemCodes.InvalidOption)]
    [InlineData("--fill constant:12345", ProblemCodes.InvalidOption)]
    [InlineData("--image jpeg:101", ProblemCodes.InvalidOption)]
    [InlineData("--mode Paper", ProblemCodes.InvalidOption)]
    [InlineData("--format 1", ProblemCodes.InvalidOption)]
    [InlineData("--seed 18446744073709551616", ProblemCodes.InvalidOption)]
    public void A_bad_option_has_a_code_and_is_named(string option, string code)
    {
        using Workspace workspace = Workspace.With(3);
        string words = option.StartsWith("--size", StringComparison.Ordinal) ? option : $"--size 8x8 {option}";
        Problem problem = Assert.Single(workspace.Problems(words));
        Assert.Equal(code, problem.Code);
        Assert.Contains(option.Split(' ')[code == ProblemCodes.UnknownOption ? 0 : 1].TrimStart('-'), problem.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace.Output), "nothing was built, so nothing should be there");
    }

    [Theory, InlineData("1x1"), InlineData("9x5")]
    public void One_image_is_enough(string size)
    {
        using Workspace workspace = Workspace.With(1);
        Assert.Equal(2, workspace.Render($"--size {size} --epochs 2 --flip horizontal --shift 3").Samples);
    }

    [Fact]
    public void An_output_that_is_a_file_has_a_code_and_a_place()
    {
        using Workspace workspace = Workspace.With(3);
        Workspace.Write(workspace.Output, [1]);
        Problem problem = Assert.Single(workspace.Problems(Words));
        Assert.Equal((ProblemCodes.OutputNotWritable, workspace.Output), (problem.Code, problem.Path));
    }

    [Fact]
    public void A_cache_that_is_a_file_has_a_code_and_a_place()
    {
        using Workspace workspace = Workspace.With(3);
        string cache = Path.Join(workspace.Root, "cache");
        Workspace.Write(cache, [1]);
        Problem problem = Assert.Single(workspace.Problems($"{Words} --cache {cache}"));
        Assert.Equal((ProblemCodes.OutputNotWritable, cache), (problem.Code, problem.Path));
    }

    [UnprivilegedFact]
    public void An_output_that_is_read_only_has_a_code_and_a_place()
    {
        using Workspace workspace = Workspace.With(3);
        Directory.CreateDirectory(workspace.Output);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(workspace.Output, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Problem problem = Assert.Single(workspace.Problems(Words));
        Assert.Equal((ProblemCodes.OutputNotWritable, workspace.Output), (problem.Code, problem.Path));
    }
}
