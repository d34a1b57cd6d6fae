using System.Globalization;
using System.Text.Json.Nodes;
using Ricap.Train.Data;

namespace Ricap.Train.Tests.Data;

/// <summary>What is wrong with a data set is told by name, in whichever batch it comes to light.</summary>
public class DamagedShardTests
{
    [TorchTheory]
    [InlineData("npy", "epoch-0001/ricap-0001-000001.npy")]
    [InlineData("npy", "epoch-0001/ricap-0001-000001.json")]
    [InlineData("webdataset", "epoch-0001/ricap-0001-000001.tar")]
    [InlineData("mds", "epoch-0001/ricap-0001-000001.mds")]
    public void A_changed_byte_is_found_while_streaming(string format, string file)
    {
        using var set = new SmallSet(("format", format));
        byte[] bytes = File.ReadAllBytes(set[file]);
        bytes[^700] ^= 1; // in pixels, in a record; in a tar, in the last image
        File.WriteAllBytes(set[file], bytes);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => set.Run(1)).Problems);
        Assert.Contains(problem.Code, (string[])[ProblemCodes.DamagedFile, ProblemCodes.CorruptImage]);
        Assert.Equal(7, set.Run(0).Count);
    }

    [TorchTheory]
    [InlineData("2000000000", "'epoch-0000/ricap-0000-000000.tar' has 2,000,000,000 samples, not 20")] // together more than 32 bits hold
    [InlineData("0", "'epoch-0000/ricap-0000-000000.tar' has 0 samples, not 20")]
    public void Counts_that_somebody_wrote_are_held_against_the_data_set(string count, string expected)
    {
        using var set = new SmallSet();
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(set["ricap.json"]))!;
        foreach (JsonNode? shard in manifest["epochs"]![0]!["shards"]!.AsArray())
        {
            shard!["samples"] = int.Parse(count, CultureInfo.InvariantCulture);
        }

        File.WriteAllText(set["ricap.json"], manifest.ToJsonString());
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => set.Run(0)).Problems);
        Assert.Equal(ProblemCodes.BadManifest, problem.Code);
        Assert.StartsWith(expected, problem.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void An_array_of_another_shape_is_told_as_shapes_are()
    {
        using var set = new SmallSet(("format", "npy"));
        string file = set["epoch-0000/ricap-0000-000000.npy"];
        byte[] bytes = File.ReadAllBytes(file);
        "14, 11"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("11, 14"u8)));
        File.WriteAllBytes(file, bytes);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => set.Run(0)).Problems);
        Assert.StartsWith("holds [20,14,11,3] bytes, the manifest says [20,11,14,3]", problem.Message, StringComparison.Ordinal);
    }

    [TorchTheory]
    [InlineData("npy", "epoch-0001/ricap-0001-000002.npy")]
    [InlineData("npy", "epoch-0001/ricap-0001-000002.json")]
    [InlineData("webdataset", "epoch-0001/ricap-0001-000002.tar")]
    [InlineData("mds", "epoch-0001/ricap-0001-000002.mds")]
    public void A_missing_file_is_named(string format, string file)
    {
        using var set = new SmallSet(("format", format));
        File.Delete(set[file]);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => set.Run(1)).Problems);
        Assert.Equal(ProblemCodes.MissingFile, problem.Code);
        Assert.EndsWith(Path.GetFileName(file), problem.Path, StringComparison.Ordinal);
    }

    [TorchTheory]
    [InlineData("npy", "epoch-0000/ricap-0000-000000.npy")]
    [InlineData("npy", "epoch-0000/ricap-0000-000000.json")]
    [InlineData("webdataset", "epoch-0000/ricap-0000-000000.tar")]
    [InlineData("mds", "epoch-0000/ricap-0000-000000.mds")]
    [InlineData("npy", "base/base-00000.npy")]
    public void A_file_cut_short_is_one_clear_problem(string format, string file)
    {
        using var set = new SmallSet(("format", format));
        byte[] bytes = File.ReadAllBytes(set[file]);
        foreach (int length in (int[])[0, 1, 100, bytes.Length / 2, bytes.Length - 1])
        {
            File.WriteAllBytes(set[file], bytes[..length]);
            foreach (bool verify in (bool[])[true, false])
            {
                var feed = new FeedOptions { Verify = verify, Source = file.StartsWith("base", StringComparison.Ordinal) ? DataSource.Online : DataSource.Auto };
                if (!verify && format == "npy" && file.EndsWith(".json", StringComparison.Ordinal) && length == bytes.Length - 1)
                {
                    continue; // only the last bracket's line end is gone
                }

                Problem problem = Assert.Single(Assert.Throws<RicapException>(() => set.Run(0, feed)).Problems);
                Assert.Equal(ProblemCodes.DamagedFile, problem.Code);
                Assert.Equal(problem, Assert.Single(Assert.Throws<RicapException>(() => set.RunOnHost(0, feed)).Problems));
            }
        }
    }

    [Theory]
    [InlineData("epoch-0000/ricap-0000-000000.npy", DataSource.Shards)]
    [InlineData("base/base-00000.npy", DataSource.Online)]
    public void A_file_cut_short_while_it_is_read_is_a_problem(string file, DataSource source)
    {
        using var set = new SmallSet(("format", "npy"));
        var feed = new FeedOptions { Source = source, Threads = 1, Prefetch = 1 };
        RicapException problem = Assert.Throws<RicapException>(() => set.RunOnHost(0, feed, batch =>
        {
            if (batch == 0) // two more at most are made by then, and the shard has a part of the third
            {
                using FileStream stream = File.Open(set[file], FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                stream.SetLength(200);
            }
        }));
        Assert.Contains(Assert.Single(problem.Problems).Code, (string[])[ProblemCodes.DamagedFile, ProblemCodes.Unreadable]);
    }

    [TorchFact]
    public void A_changed_base_image_is_found_before_it_is_used()
    {
        using var set = new SmallSet(("format", "npy"));
        string file = set["base/base-00000.npy"];
        byte[] bytes = File.ReadAllBytes(file);
        bytes[500] ^= 1;
        File.WriteAllBytes(file, bytes);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => set.Run(5)).Problems);
        Assert.Equal((ProblemCodes.DamagedFile, file), (problem.Code, problem.Path));
    }
}
