using System.Buffers.Binary;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Models;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        SafeTensor[] tensors =
        [
            new("b", SafeTensorType.F32, [2, 1], new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }),
            new("ä \"quoted\"", SafeTensorType.BF16, [3], new byte[] { 1, 2, 3, 4, 5, 6 }),
            new("half", SafeTensorType.F16, [1], new byte[] { 9, 9 }),
            new("steps", SafeTensorType.I64, [], new byte[] { 8, 7, 6, 5, 4, 3, 2, 1 }),
            new("none", SafeTensorType.F32, [4, 0], Array.Empty<byte>()),
        ];
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["note"] = "line\nline" };
        SafeTensors.Write(_scratch["a"], tensors, metadata);
        SafeTensors.Write(_scratch["b"], tensors.Reverse(), metadata.Reverse().ToDictionary());
        Assert.Equal(File.ReadAllBytes(_scratch["a"]), File.ReadAllBytes(_scratch["b"]));
        SafeTensorsContent read = SafeTensors.Read(_scratch["a"]);
        Assert.Equal(metadata, read.Metadata);
        Assert.Equal(tensors.Length, read.Tensors.Count);
        foreach (SafeTensor tensor in tensors)
        {
            SafeTensor found = read.Tensors[tensor.Name];
            Assert.Equal(tensor.Type, found.Type);
            Assert.Equal(tensor.Shape, found.Shape);
            Assert.Equal(tensor.Data.ToArray(), found.Data.ToArray());
        }

        Assert.Equal(["a", "b"], Directory.GetFiles(_scratch.Folder).Select(Path.GetFileName).Order());
    }

    /// <summary>A header of 640 bytes begins as a pickle does, and so do others.</summary>
    [Fact]
    public void Headers_of_any_length_are_read()
    {
        var lengths = new HashSet<long>();
        for (int i = 0; i < 200; i++)
        {
            SafeTensors.Write(_scratch["x"], [], new Dictionary<string, string> { ["note"] = new('.', 8 * i) });
            lengths.Add(BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(_scratch["x"])));
            Assert.Equal(8 * i, SafeTensors.Read(_scratch["x"]).Metadata["note"].Length);
        }

        Assert.Superset(new HashSet<long> { 0x280, 0x380, 0x480, 0x580 }, lengths);
    }

    [Fact]
    public void The_bytes_are_the_formats()
    {
        SafeTensors.Write(_scratch["x"], [new("w", SafeTensorType.F16, [2], new byte[] { 1, 2, 3, 4 })]);
        byte[] bytes = File.ReadAllBytes(_scratch["x"]);
        const string Header = """{"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""";
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);
        Assert.Equal(Header, System.Text.Encoding.ASCII.GetString(bytes[8..^4]).TrimEnd(' '));
        Assert.Equal([1, 2, 3, 4], bytes[^4..]);
    }

    [Theory]
    [InlineData("""[]""", "begin with '{'")]
    [InlineData(""" {}""", "begin with '{'")]
    [InlineData("""{"w":1}""", "not as the format says")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", "not as the format says")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not as the format says")]
    [InlineData("""{"w":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}}""", "not as the format says")]
    [InlineData("""{"w":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}""", "is F64; F32, F16, BF16, I64 are read")]
    [InlineData("""{"w":{"dtype":"0","shape":[1],"data_offsets":[0,4]}}""", "is 0; F32")]
    [InlineData("""{"w":{"dtype":null,"shape":[1],"data_offsets":[0,4]}}""", "lacks dtype")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1]}}""", "lacks dtype, shape or data_offsets")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", "unknown field 'x'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begins at 4 where 0 is next")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "take 8 bytes, 4 follow")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "cannot lie at 4..0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "cannot lie at 0..4")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "negative")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "not as the format says")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", "not as the format says")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}""", "3 numbers where at most 2")]
    [InlineData("""{"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"v":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}""", "where 4 is next")]
    [InlineData("""{"__metadata__":{"a":1},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not as the format says")]
    [InlineData("""{"__metadata__":"a"}""", "not as the format says")]
    [InlineData("""{"__metadata__":null,"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "its metadata are null")]
    [InlineData("""{"__metadata__":{"a":null},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "metadata 'a' is null")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not as the format says")]
    [InlineData("""{"__metadata__":{},"__metadata__":{},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not as the format says")]
    [InlineData("""{"w":null}""", "lacks dtype, shape or data_offsets")]
    [InlineData("""{"w":{"Dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "unknown field 'Dtype'")]
    [InlineData("""{"w":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "not as the format says")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1,"x":2}}""", "not as the format says")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} {}""", "not as the format says")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],}}""", "not as the format says")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not as the format says")]
    [InlineData("""{"a":{"b":{"c":{"d":{"e":{}}}}}}""", "not as the format says")]
    [InlineData("""{}""", "take 0 bytes, 4 follow")]
    public void Headers_that_lie_are_refused(string header, string message)
    {
        byte[] json = System.Text.Encoding.UTF8.GetBytes(header);
        byte[] file = [.. BitConverter.GetBytes((long)json.Length), .. json, 1, 2, 3, 4];
        Refused(file, message);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(5L)]
    [InlineData(100_000_001L)]
    [InlineData(long.MaxValue)]
    [InlineData(-1L)]
    public void Header_lengths_that_lie_are_refused(long length) => Refused([.. BitConverter.GetBytes(length), (byte)'{', (byte)'}'], "");

    [Fact]
    public void Files_cut_short_are_refused()
    {
        SafeTensors.Write(_scratch["x"], [new("w", SafeTensorType.F16, [2], new byte[] { 1, 2, 3, 4 })]);
        byte[] whole = File.ReadAllBytes(_scratch["x"]);
        for (int length = 0; length < whole.Length; length++)
        {
            Refused(whole[..length], "");
        }

        Assert.Equal(ProblemCodes.BadWeights, Assert.Throws<RicapException>(() => SafeTensors.Read(_scratch["nowhere"])).Problems[0].Code);
    }

    [TorchFact]
    public void A_model_comes_back_as_it_was()
    {
        using ImageModel one = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10, Seed = 1 });
        using ImageModel two = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10, Seed = 2 });
        Formula.Fill(one);
        ModelWeights.Save(one, _scratch["m"]);
        LoadedWeights loaded = ModelWeights.Load(two, _scratch["m"]);
        Assert.Empty(loaded.Kept);
        Assert.Equal(20, loaded.Loaded.Count);
        ModelWeights.Save(two, _scratch["n"]);
        Assert.Equal(File.ReadAllBytes(_scratch["m"]), File.ReadAllBytes(_scratch["n"]));
    }

    [TorchFact]
    public void Half_precision_is_widened()
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10 });
        IEnumerable<SafeTensor> halves = model.state_dict().Where(t => !t.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .Select(t => TensorBytes.ToSafeTensor(t.Key, ones_like(t.Value).mul(1.5).to(t.Value.dim() == 4 ? ScalarType.BFloat16 : ScalarType.Float16)));
        SafeTensors.Write(_scratch["h"], halves);
        LoadedWeights loaded = ModelWeights.Load(model, _scratch["h"]);
        Assert.Equal(3, loaded.Kept.Count); // the counters
        Assert.All(model.parameters(), p => Assert.True(p.dtype == ScalarType.Float32 && p.eq(1.5).all().item<bool>()));
    }

    [Theory]
    [InlineData("PK\u0003\u0004\u0000\u0000\b\b\u0000\u0000", "it is a zip file, as torch.save writes .pth and .pt files")]
    [InlineData("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9", "it is a pickle, as torch.save writes")]
    public void What_torch_save_writes_is_named(string start, string message)
    {
        Refused(System.Text.Encoding.Latin1.GetBytes(start), message);
        Refused(System.Text.Encoding.Latin1.GetBytes(start), "safetensors.torch.save_file(");
    }

    [Fact]
    public void A_folder_is_named_as_one_with_what_is_in_it()
    {
        Assert.EndsWith(": it is a folder", Message(), StringComparison.Ordinal);
        File.WriteAllText(_scratch["model.safetensors"], "");
        File.WriteAllText(_scratch["metrics.csv"], "");
        Assert.EndsWith(": it is a folder; give a file in it: model.safetensors", Message(), StringComparison.Ordinal);

        string Message() => Assert.Single(Assert.Throws<RicapException>(() => SafeTensors.Read(_scratch.Folder)).Problems).Message;
    }

    [TorchFact]
    public void A_head_for_other_classes_is_not_taken_and_all_else_is()
    {
        using ImageModel one = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 1000, Seed = 1 });
        using ImageModel two = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10, Seed = 2 });
        ModelWeights.Save(one, _scratch["m"]);
        Assert.Equal(["fc.bias", "fc.weight"], ModelWeights.Load(two, _scratch["m"]).Kept.Order());
        Assert.True(two.get_parameter("conv2.weight")!.equal(one.get_parameter("conv2.weight")!).all().item<bool>());
    }

    [TorchFact]
    public void Weights_of_another_model_are_refused_by_name_and_nothing_changes()
    {
        using ImageModel one = ModelCatalog.Create(new ModelOptions { Name = "wrn-10-1", Classes = 10 });
        using ImageModel two = ModelCatalog.Create(new ModelOptions { Name = "wrn-10-2", Classes = 10, Seed = 2 });
        ModelWeights.Save(one, _scratch["m"]);
        ModelWeights.Save(two, _scratch["before"]);
        var e = Assert.Throws<RicapException>(() => ModelWeights.Load(two, _scratch["m"]));
        Assert.All(e.Problems, p => Assert.Equal((ProblemCodes.WeightsMismatch, _scratch["m"]), (p.Code, p.Path)));
        Assert.Contains(e.Problems, p => p.Message.StartsWith("'block1.0.conv1.weight' is [16,16,3,3], wrn-10-2's is [32,16,3,3]", StringComparison.Ordinal));
        Assert.EndsWith(" more that do not fit)", e.Problems[^1].Message, StringComparison.Ordinal);

        SafeTensor[] most = [.. ModelWeights.Of(two).Where(t => t.Name != "block1.0.shortcut.weight")];
        SafeTensors.Write(_scratch["most"], most);
        Problem missing = Assert.Single(Assert.Throws<RicapException>(() => ModelWeights.Load(two, _scratch["most"])).Problems);
        Assert.Equal("has no 'block1.0.shortcut.weight', which wrn-10-2 needs", missing.Message);
        ModelWeights.Save(two, _scratch["after"]);
        Assert.Equal(File.ReadAllBytes(_scratch["before"]), File.ReadAllBytes(_scratch["after"]));
    }

    private void Refused(byte[] file, string message)
    {
        File.WriteAllBytes(_scratch["hostile"], file);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => SafeTensors.Read(_scratch["hostile"])).Problems);
        Assert.Equal((ProblemCodes.BadWeights, _scratch["hostile"]), (problem.Code, problem.Path));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }
}
