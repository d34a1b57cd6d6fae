using System.Runtime.Intrinsics;

namespace Ricap.Tests.EndToEnd;

public class DeterminismTests
{
    private const string Npy =
        "--size 31x33 --seed 5 --epochs 2 --batch 16 --shard-size 48 --format npy --flip horizontal --shift 9 --fill reflect";

    private const string Tar =
        "--size 17x9 --seed 5 --epochs 2 --batch 7 --shard-size 20 --flip horizontal --shift 10% --fill nearest --mode batch";

    public static TheoryData<string> Sets => [Npy, Tar, Tar + " --image webp", Tar + " --image jpeg:90"];

    [Theory, MemberData(nameof(Sets))]
    public void The_number_of_threads_changes_no_byte(string words)
    {
        using Workspace workspace = Workspace.With(150);
        FolderContents one = workspace.Fresh(words + " --threads 1");
        Assert.Contains("ricap.json", one.Paths);
        workspace.Fresh(words + " --threads 2").AssertSameAs(one);
        workspace.Fresh(words + " --threads 5").AssertSameAs(one);
    }

    [Theory, MemberData(nameof(Sets))]
    public void Whether_the_base_lies_in_memory_changes_no_byte(string words)
    {
        using Workspace workspace = Workspace.With(60);
        workspace.Fresh(words + " --memory 0").AssertSameAs(workspace.Fresh(words));
    }

    [Theory, MemberData(nameof(Sets))]
    public void Without_vector_hardware_the_bytes_are_the_same(string words)
    {
        using Workspace workspace = Workspace.With(60);
        RenderAnswer answer = RenderChild.Answer(workspace, words, ("DOTNET_EnableHWIntrinsic", "0"));
        Assert.False(answer.Vectors, "the child was to run without vectors and did not");
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(words));
    }

    [Fact]
    public void With_half_the_vectors_the_bytes_are_the_same()
    {
        using Workspace workspace = Workspace.With(60);
        RenderChild.Answer(workspace, Npy, ("DOTNET_EnableAVX2", "0"));
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Npy));
    }

    [Fact]
    public void This_machine_has_vectors_to_compare_with() =>
        Assert.True(Vector128.IsHardwareAccelerated, "the tests of this class compare like with like here");

    [Fact]
    public void Neither_the_working_directory_nor_the_way_a_path_is_spelled_changes_a_byte()
    {
        using Workspace workspace = Workspace.With(40);
        string elsewhere = Directory.CreateDirectory(Path.Join(workspace.Root, "elsewhere")).FullName;
        RenderChild.Answer("--images ../images/ --out ../out/. --name set " + Tar, elsewhere);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Tar));
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
    }

    [Fact]
    public void A_cache_of_hashes_changes_no_byte()
    {
        using Workspace workspace = Workspace.With(40);
        string cache = $" --cache {Path.Join(workspace.Root, "cache")}";
        workspace.Render(Tar + cache);
        Assert.True(workspace.Render(Tar + cache).UpToDate);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Tar));
    }

    [Fact]
    public void The_seed_does_change_the_bytes()
    {
        using Workspace workspace = Workspace.With(40);
        FolderContents other = workspace.Fresh(Tar.Replace("--seed 5", "--seed 6", StringComparison.Ordinal));
        Assert.Contains("epoch-0000/ricap-0000-000000.tar", other.DifferencesFrom(workspace.Fresh(Tar)));
    }
}
