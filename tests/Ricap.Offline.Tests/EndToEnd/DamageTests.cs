using Ricap.Building;
using Ricap.Tests.Sources;

namespace Ricap.Tests.EndToEnd;

/// <summary>Files of a data set that are lost or damaged are made again, and no others.</summary>
public class DamageTests
{
    private const string Tar = "--size 12x10 --seed 9 --batch 8 --shard-size 16 --epochs 2";
    private const string Npy = Tar + " --format npy";

    public static TheoryData<string, string, string> Damages()
    {
        var all = new TheoryData<string, string, string>();
        foreach (string damage in (string[])["deleted", "cut", "longer", "flipped"])
        {
            all.Add(Tar, "epoch-0000/ricap-0000-000001.tar", damage);
            all.Add(Tar, "epoch-0001/ricap-0001-000002.idx", damage);
            all.Add(Npy, "epoch-0000/ricap-0000-000001.npy", damage);
            all.Add(Npy, "epoch-0001/ricap-0001-000002.json", damage);
        }

        return all;
    }

    [Theory, MemberData(nameof(Damages))]
    public void A_damaged_shard_alone_is_made_again(string words, string file, string damage)
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(words);
        FolderContents before = FolderContents.Of(workspace.Output);
        Damage(workspace.At(file), damage);
        var heard = new BuildListener();
        BuildResult result = workspace.Render(words, heard);
        Assert.Equal([Path.ChangeExtension(file, words == Npy ? "npy" : "tar")], heard.Made);
        Assert.Equal((1, 0L), (result.Made, result.Decoded));
        FolderContents.Of(workspace.Output).AssertSameAs(before);
    }

    [Theory]
    [InlineData("base/base-00000.npy", "deleted")]
    [InlineData("base/base-00000.npy", "cut")]
    [InlineData("base/base-00000.npy", "flipped")]
    [InlineData("base/base-00000.json", "flipped")]
    [InlineData("base/base-00000.json", "deleted")]
    public void A_damaged_base_shard_is_decoded_again_and_the_epochs_stay(string file, string damage)
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Tar);
        FolderContents before = FolderContents.Of(workspace.Output);
        Damage(workspace.At(file), damage);
        BuildResult result = workspace.Render(Tar);
        Assert.Equal((1, 50L, 0L), (result.Made, result.Decoded, result.Samples));
        FolderContents.Of(workspace.Output).AssertSameAs(before);
    }

    [Theory, InlineData("deleted"), InlineData("flipped")]
    public void A_damaged_wids_index_is_written_again(string damage)
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Tar);
        FolderContents before = FolderContents.Of(workspace.Output);
        Damage(workspace.At("epoch-0000/ricap.wids.json"), damage);
        workspace.Render(Tar);
        FolderContents.Of(workspace.Output).AssertSameAs(before);
    }

    [Fact]
    public void A_lost_folder_is_made_again()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Tar);
        FolderContents before = FolderContents.Of(workspace.Output);
        Directory.Delete(workspace.At("epoch-0001"), recursive: true);
        Directory.Delete(workspace.At(".ricap"), recursive: true);
        Assert.Equal(4, workspace.Render(Tar).Made);
        FolderContents.Of(workspace.Output).AssertSameAs(before);
    }

    [Fact]
    public void A_lost_manifest_is_written_again()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Tar);
        FolderContents before = FolderContents.Of(workspace.Output);
        File.Delete(workspace.At("ricap.json"));
        workspace.Render(Tar);
        FolderContents.Of(workspace.Output).AssertSameAs(before);
    }

    [UnixFact]
    public void Files_behind_links_are_kept()
    {
        using Workspace workspace = Workspace.With(50);
        string[] files = [.. workspace.Render(Tar).Files.Where(file => file != workspace.At("ricap.json"))];
        foreach (string file in files)
        {
            string elsewhere = Path.Join(workspace.Root, Path.GetRelativePath(workspace.Output, file).Replace('/', '~'));
            File.Move(file, elsewhere);
            File.CreateSymbolicLink(file, elsewhere);
        }

        Assert.Equal(0, workspace.Render(Tar).Made);
        Assert.All(files, file => Assert.NotNull(new FileInfo(file).LinkTarget));
    }

    private static void Damage(string path, string damage)
    {
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        switch (damage)
        {
            case "cut":
                File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
                break;
            case "longer":
                File.WriteAllBytes(path, [.. bytes, 0]);
                break;
            case "flipped":
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
        }
    }
}
