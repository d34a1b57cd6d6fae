using Ricap.Building;

namespace Ricap.Tests.Building;

/// <summary>A base that is written to while epochs are made of it: no shard of its new bytes is ever taken for one of the old.</summary>
public sealed class BaseChangeTests
{
    [Theory]
    [InlineData(false, "0")]
    [InlineData(false, "1GB")]
    [InlineData(true, "0")]
    public void A_base_written_to_under_way_is_an_error_and_leaves_nothing_to_believe(bool inParts, string memory)
    {
        using var set = new TinySet();
        set.Build(("memory", memory));
        Dictionary<string, byte[]> expected = Tree(set);
        Directory.Delete(set.Output, recursive: true);

        DatasetBuilder.BuildBase(set.Options(), PartNumber.Whole);
        var options = set.Options(("memory", memory), ("threads", "1"));
        var change = new Change(set.Of("base/base-00000.npy"));
        RicapException error = Assert.Throws<RicapException>(() => inParts
            ? DatasetBuilder.BuildEpochs(options, PartNumber.Whole, change)
            : DatasetBuilder.Build(options, change));
        Assert.Equal(ProblemCodes.DamagedFile, Assert.Single(error.Problems).Code);
        Assert.False(File.Exists(set.Of("ricap.json")));

        set.Build();
        Assert.Equal(expected, Tree(set));
    }

    private static Dictionary<string, byte[]> Tree(TinySet set) => Directory.EnumerateFiles(set.Output, "*", SearchOption.AllDirectories)
        .Where(path => !path.Contains(".ricap", StringComparison.Ordinal))
        .ToDictionary(path => Path.GetRelativePath(set.Output, path), File.ReadAllBytes);

    /// <summary>Writes to a file once the first samples are there.</summary>
    private sealed class Change(string path) : IBuildObserver
    {
        private bool _done;

        public void OnProgress(BuildPhase phase, long done, long total)
        {
            if (phase == BuildPhase.Samples && !_done)
            {
                _done = true;
                byte[] bytes = File.ReadAllBytes(path);
                bytes.AsSpan(128).Fill(7);
                using (FileStream file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    file.Write(bytes);
                }

                File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(1)); // a clock may tick too slowly for a test
            }
        }
    }
}
