using Ricap.Building;
using Ricap.Tests.EndToEnd;
using Ricap.Verifying;

namespace Ricap.Tests.Parts;

public sealed class PartsVerifyTests
{
    private const string Words = "--size 24x20 --seed 3 --epochs 3 --batch 16 --shard-size 16";

    [Theory, InlineData(1), InlineData(3), InlineData(20)]
    public void Parts_together_check_each_sample_once(int parts)
    {
        using Workspace workspace = Workspace.With(40);
        workspace.Render(Words);
        VerifyResult[] results = Verify(workspace, parts);
        Assert.All(results, result => Assert.Empty(result.Problems));
        Assert.Equal(120, results.Sum(result => result.Samples));
    }

    [Theory]
    [InlineData("epoch-0001/ricap-0001-000001.tar")]
    [InlineData("epoch-0002/ricap.wids.json")]
    [InlineData("epoch-0000/ricap-0000-000002.idx")]
    [InlineData("base/base-00000.npy")]
    public void A_damaged_file_is_found_by_one_part(string file)
    {
        using Workspace workspace = Workspace.With(40);
        workspace.Render(Words);
        byte[] bytes = File.ReadAllBytes(workspace.At(file));
        bytes[^20] ^= 1;
        File.WriteAllBytes(workspace.At(file), bytes);
        IEnumerable<Problem> found = Verify(workspace, 4).SelectMany(result => result.Problems)
            .Where(problem => problem.Path == workspace.At(file) && problem.Code == ProblemCodes.DamagedFile);
        Assert.Single(found);
    }

    private static VerifyResult[] Verify(Workspace workspace, int parts) =>
        [.. Enumerable.Range(0, parts).Select(i => DatasetVerifier.VerifyPart(workspace.Output, new PartNumber(i, parts)))];
}
