using Ricap.Train.Checkpoints;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Optimisers;

namespace Ricap.Train.Tests.Checkpoints;

/// <summary>What is read after something went wrong: kills, full disks, changed bytes, files of others.</summary>
public sealed class DamagedCheckpointTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [TorchFact]
    public void Files_cut_short_or_changed_anywhere_are_refused()
    {
        byte[] whole = Saved("c");
        int header = (int)BitConverter.ToInt64(whole) + 8;
        var random = new Random(5);
        int[] places =
        [
            .. Enumerable.Range(0, 64), header - 1, header, header + 1, whole.Length - 1,
            .. Enumerable.Range(0, 200).Select(_ => random.Next(header)),
            .. Enumerable.Range(0, 100).Select(_ => random.Next(whole.Length)),
        ];
        foreach (int at in places)
        {
            Refused(whole[..at]);
            byte[] changed = [.. whole];
            changed[at] ^= (byte)(1 << random.Next(8));
            if (at < 8 || at >= header || changed[at] != (byte)' ' || whole[at] != (byte)' ')
            {
                Refused(changed);
            }
        }

        Refused([.. whole, 0]);
    }

    [TorchFact]
    public void Files_of_others_are_refused()
    {
        Refused([]);
        Refused("PK\u0003\u0004 a pickle"u8.ToArray());
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10 });
        ModelWeights.Save(model, _scratch["w"]);
        Assert.Contains("neither a checkpoint nor an exported model", Refused(File.ReadAllBytes(_scratch["w"])), StringComparison.Ordinal);

        Saved("c");
        SafeTensorsContent content = SafeTensors.Read(_scratch["c"]);
        var earlier = new Dictionary<string, string>(content.Metadata) { ["ricap"] = "checkpoint 1" }; // had a generator's state
        SafeTensors.Write(_scratch["w"], content.Tensors.Values, earlier);
        Assert.Contains("is a 'checkpoint 1'; this program reads 'checkpoint 2'", Refused(File.ReadAllBytes(_scratch["w"])), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<RicapException>(() => CheckpointFile.Read(_scratch["none"])).Message, StringComparison.Ordinal);
    }

    /// <summary>Metadata that is sealed all right but says what nobody could have written.</summary>
    [TorchTheory]
    [InlineData("epoch", "-1")]
    [InlineData("batch", "1.5")]
    [InlineData("classes", "[null,\"b\"]")]
    [InlineData("classes", "[\"a\"]")]
    [InlineData("classes", "{")]
    [InlineData("options", "[]")]
    [InlineData("options", "{\"a\":null}")]
    [InlineData("options", "{\"a\":\"1\",\"a\":\"2\"}")]
    [InlineData("meter", "[1,null]")]
    [InlineData("mean", "[1,2]")]
    [InlineData("std", "[1,2,0]")]
    [InlineData("std", "null")]
    [InlineData("dropout", "\"x\"")]
    [InlineData("model", "no such model")]
    public void Metadata_out_of_range_is_refused(string name, string text)
    {
        Saved("c");
        SafeTensorsContent content = SafeTensors.Read(_scratch["c"]);
        var metadata = new Dictionary<string, string>(content.Metadata) { [name] = text };
        CheckpointText.Seal(metadata, [.. content.Tensors.Values]);
        SafeTensors.Write(_scratch["x"], content.Tensors.Values, metadata);
        var e = Assert.Throws<RicapException>(() => CheckpointFile.LoadModel(_scratch["x"], out _));
        Problem problem = Assert.Single(e.Problems);
        Assert.DoesNotContain('\n', problem.Message);
        Assert.Equal(_scratch["x"], problem.Path);
    }

    [TorchFact]
    public void What_a_kill_left_beside_it_is_no_harm_and_is_replaced()
    {
        byte[] whole = Saved("c");
        File.WriteAllBytes(_scratch["c.tmp"], whole[..(whole.Length / 2)]);
        Assert.Equal(2, CheckpointFile.Read(_scratch["c"]).Epoch);
        Saved("c");
        Assert.Equal([_scratch["c"]], Directory.GetFiles(_scratch.Folder));
    }

    [TorchFact]
    public async Task A_reader_never_sees_half_a_file()
    {
        Saved("c");
        using var done = new CancellationTokenSource();
        using var started = new ManualResetEventSlim();
        Task<int> reader = Task.Run(() =>
        {
            int reads = 0;
            while (!done.IsCancellationRequested)
            {
                Assert.Equal(2, CheckpointFile.Read(_scratch["c"]).Epoch);
                reads++;
                started.Set();
            }

            return reads;
        });
        Assert.True(started.Wait(TimeSpan.FromMinutes(1)));
        for (int i = 0; i < 30; i++)
        {
            Saved("c");
        }

        await done.CancelAsync();
        Assert.True(await reader > 0);
    }

    [TorchFact]
    public void Where_it_cannot_be_written_one_line_says_so()
    {
        Directory.CreateDirectory(_scratch["folder"]);
        File.WriteAllText(_scratch["file"], "");
        foreach (string path in (string[])[_scratch["none/c"], _scratch["file/c"], _scratch["folder"]])
        {
            Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Save(path)).Problems);
            Assert.Equal((ProblemCodes.OutputNotWritable, path), (problem.Code, problem.Path));
        }

        Assert.Equal([_scratch["file"]], Directory.GetFiles(_scratch.Folder)); // nothing half written stays
    }

    /// <summary>Linux has a file that is always full; a link to it stands where the new checkpoint is written first.</summary>
    [TorchFact]
    public void On_a_full_disk_the_old_checkpoint_stays()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        byte[] whole = Saved("c");
        File.CreateSymbolicLink(_scratch["c.tmp"], "/dev/full");
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Save(_scratch["c"])).Problems);
        Assert.Equal((ProblemCodes.DiskFull, _scratch["c"]), (problem.Code, problem.Path));
        Assert.Equal(whole, File.ReadAllBytes(_scratch["c"]));
        Assert.Equal([_scratch["c"]], Directory.GetFiles(_scratch.Folder));
    }

    private static void Save(string path)
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10 });
        using var optimiser = Optimiser.Create(new OptimiserOptions(), model);
        CheckpointFile.Save(path, Sample.State(), model, optimiser);
    }

    private byte[] Saved(string name)
    {
        Save(_scratch[name]);
        return File.ReadAllBytes(_scratch[name]);
    }

    private string Refused(byte[] file)
    {
        File.WriteAllBytes(_scratch["hostile"], file);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => CheckpointFile.Read(_scratch["hostile"])).Problems);
        Assert.Equal((ProblemCodes.BadWeights, _scratch["hostile"]), (problem.Code, problem.Path));
        Assert.DoesNotContain('\n', problem.Message);
        return problem.Message;
    }
}
