using System.Collections;
using System.IO.Compression;
using System.Text;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using TorchSharp;
using TorchSharp.PyBridge;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Tests.Models;

/// <summary>Initial weights out of what <c>torch.save</c> writes.</summary>
public sealed class WeightFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    private string Path => _scratch["weights.pth"];

    [TorchTheory]
    [InlineData(10, false)]
    [InlineData(7, true)]
    public void A_state_is_loaded(int classes, bool keepsHead)
    {
        using ImageModel source = Filled();
        Save(Dense(source));
        using ImageModel target = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = classes });
        LoadedWeights loaded = ModelWeights.Load(target, Path);
        Assert.Equal(keepsHead ? ["fc.weight", "fc.bias"] : [], loaded.Kept);
        Assert.Same(PixelStatistics.ImageNet, loaded.TrainedWith);
        Dictionary<string, Tensor> state = target.state_dict();
        Assert.All(loaded.Loaded, name => Assert.True(source.state_dict()[name].equal(state[name]).all().ToBoolean(), name));
    }

    /// <summary>As a training's own checkpoints have it, beside an epoch and the like.</summary>
    [TorchFact]
    public void A_state_within_a_checkpoint_is_loaded()
    {
        using ImageModel source = Filled();
        Save(new Hashtable { ["epoch"] = 3, ["state_dict"] = new Hashtable(Dense(source)) });
        Assert.Equal(source.state_dict().Keys.Order(), WeightFile.Read(Path).Tensors.Keys.Order());
    }

    [TorchFact]
    public void One_of_ours_says_what_it_was_trained_with()
    {
        using Tensor value = torch.ones(2);
        SafeTensors.Write(
            Path, [TensorBytes.ToSafeTensor("a", value)], new Dictionary<string, string> { ["ricap"] = "model 1", ["mean"] = "[0.1,0.2,0.3]", ["std"] = "[0.4,0.5,0.6]" });
        PixelStatistics found = WeightFile.Read(Path).TrainedWith;
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], found.Mean.Concat(found.Deviation));
        SafeTensors.Write(Path, [TensorBytes.ToSafeTensor("a", value)], new Dictionary<string, string> { ["mean"] = "[0.1,0.2,0.3]", ["std"] = "[0.4,0.5,0.6]" });
        Assert.Same(PixelStatistics.ImageNet, WeightFile.Read(Path).TrainedWith);
    }

    [TorchFact]
    public void What_is_no_state_is_refused()
    {
        Save(new Hashtable { ["epoch"] = 3 });
        Assert.Contains("'epoch' is no tensor", Refused(), StringComparison.Ordinal);
        Save(new Hashtable());
        Refused();
        using Tensor doubles = torch.ones(2, torch.float64);
        Save(new Hashtable { ["a"] = doubles });
        Assert.Contains("tensor 'a' is Float64", Refused(), StringComparison.Ordinal);
    }

    [TorchFact]
    public void Damage_is_told_in_one_line()
    {
        using ImageModel source = Filled();
        Save(Dense(source));
        byte[] whole = File.ReadAllBytes(Path);
        foreach (int length in (int[])[4, 30, 1000, whole.Length / 2, whole.Length - 30])
        {
            File.WriteAllBytes(Path, whole[..length]);
            Refused();
        }

        WriteZip(("archive/data.pkl", "no pickle"u8.ToArray()));
        Refused();
        WriteZip(("archive/data.pkl", "N."u8.ToArray())); // None
        Assert.Contains("no tensors", Refused(), StringComparison.Ordinal);
        WriteZip(("archive/data.pkl", [.. "X"u8, 0xff, 0xff, 0xff, 0x7f, .. "a text of 2 GiB."u8]));
        Refused();
        WriteZip(("archive/readme.txt", "nothing"u8.ToArray()));
        Refused();
    }

    /// <summary>Pickles can name any function to be called; here none is.</summary>
    [TorchTheory]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("System.Diagnostics.Process", "Start")]
    public void No_program_out_of_a_pickle_is_run(string module, string function)
    {
        string proof = _scratch["proof"];
        WriteZip(("archive/data.pkl", Encoding.UTF8.GetBytes($"\u0000c{module}\n{function}\n(S'touch {proof}'\ntR.")[1..]), ("archive/version", "3\n"u8.ToArray()));
        Refused();
        Assert.False(File.Exists(proof));
    }

    public void Dispose() => _scratch.Dispose();

    private static ImageModel Filled()
    {
        ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10 });
        Formula.Fill(model);
        return model;
    }

    /// <summary>As PyTorch's own networks lie in memory.</summary>
    private static Dictionary<string, Tensor> Dense(ImageModel model) => model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.contiguous());

    private void Save(IDictionary state) => PyTorchPickler.PickleStateDict(Path, state);

    private string Refused()
    {
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => WeightFile.Read(Path)).Problems);
        Assert.Equal((ProblemCodes.BadWeights, Path), (problem.Code, problem.Path));
        Assert.DoesNotContain('\n', problem.Message);
        return problem.Message;
    }

    private void WriteZip(params (string Name, byte[] Content)[] entries)
    {
        File.Delete(Path);
        using ZipArchive zip = ZipFile.Open(Path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries)
        {
            using Stream stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }
    }
}
