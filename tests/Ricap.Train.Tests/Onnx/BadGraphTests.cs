using Google.Protobuf;
using Ricap.Train.Models;
using Ricap.Train.Onnx.Schema;

namespace Ricap.Train.Tests.Onnx;

/// <summary>Files that are no network that can be read: one coded line each.</summary>
public sealed class BadGraphTests : IDisposable
{
    private readonly GraphFile _file = new();

    public static TheoryData<string, string, string> Broken => new()
    {
        { "no graph", ProblemCodes.BadOnnx, "there is no graph in it" },
        { "circle", ProblemCodes.BadOnnx, "takes 'y', which is in no tensor and no node before it gives" },
        { "missing tensor", ProblemCodes.BadOnnx, "takes 'w', which is in no tensor" },
        { "huge", ProblemCodes.BadOnnx, "tensor 'w' has 4 dimensions" },
        { "short", ProblemCodes.BadOnnx, "tensor 'w' is [4,3,3,3] and has 27 values" },
        { "external", ProblemCodes.BadOnnx, "the values of tensor 'w' lie in 'net.onnx.data' beside it" },
        { "outside", ProblemCodes.BadOnnx, "which is no file beside it" },
        { "no name", ProblemCodes.BadOnnx, "lie in 'a?b', which is no file beside it" },
        { "two of a name", ProblemCodes.BadOnnx, "two tensors are called 'w'" },
        { "type", ProblemCodes.UnsupportedOnnx, "tensor 'w' is complex64" },
        { "operator", ProblemCodes.UnsupportedOnnx, "node 'conv0' (LSTM) is of an operator that is not read" },
        { "domain", ProblemCodes.UnsupportedOnnx, "node 'conv0' (com.microsoft.FusedConv) is of an operator" },
        { "opset", ProblemCodes.UnsupportedOnnx, "its operators are of opset 5" },
        { "padding", ProblemCodes.UnsupportedOnnx, "padding that is not in" },
        { "computed weights", ProblemCodes.UnsupportedOnnx, "computes its weights" },
        { "bytes", ProblemCodes.OnnxMisfit, "its input 'x' is uint8" },
        { "two inputs", ProblemCodes.OnnxMisfit, "it takes 2 inputs" },
        { "one channel", ProblemCodes.OnnxMisfit, "float [?,1,?,?]; float [N,3,H,W] is read" },
        { "channels", ProblemCodes.OnnxMisfit, "does not go through: node 'conv0' (Conv): " },
    };

    [TorchTheory]
    [MemberData(nameof(Broken))]
    public void Is_told_in_one_line(string how, string code, string message)
    {
        _file.Floats("w", how == "channels" ? [4, 5, 3, 3] : [4, 3, 3, 3]).Node("Conv", "x w", "c").Node("Relu", "c", "y");
        ModelProto model = _file.Model;
        TensorProto weights = model.Graph.Initializer[0];
        NodeProto first = model.Graph.Node[0];
        TypeProto.Types.Tensor input = model.Graph.Input[0].Type.TensorType;
        switch (how)
        {
            case "no graph":
                model.Graph = null;
                break;
            case "circle":
                first.Input[0] = "y";
                break;
            case "missing tensor":
                model.Graph.Initializer.Clear();
                break;
            case "huge":
                weights.Dims.Clear();
                weights.Dims.AddRange([1L << 40, 1L << 40, 3, 3]);
                break;
            case "short":
                weights.RawData = ByteString.CopyFrom(weights.RawData.Span[..108]);
                break;
            case "external" or "outside" or "no name":
                weights.RawData = ByteString.Empty;
                weights.DataLocation = TensorProto.Types.DataLocation.External;
                weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = how switch { "external" => "net.onnx.data", "outside" => "../net.onnx.data", _ => "a\0b" } });
                break;
            case "two of a name":
                model.Graph.Initializer.Add(weights);
                break;
            case "type":
                weights.DataType = (int)TensorProto.Types.DataType.Complex64;
                break;
            case "operator":
                first.OpType = "LSTM";
                break;
            case "domain":
                (first.OpType, first.Domain) = ("FusedConv", "com.microsoft");
                break;
            case "opset":
                model.OpsetImport[0].Version = 5;
                break;
            case "padding":
                first.Attribute.Add(new AttributeProto { Name = "pads", Ints = { 1, 1, 1L << 40, 1 } });
                break;
            case "computed weights":
                model.Graph.Node.Insert(0, new NodeProto { OpType = "Identity", Input = { "w" }, Output = { "v" } });
                first.Input[1] = "v";
                break;
            case "bytes":
                input.ElemType = (int)TensorProto.Types.DataType.Uint8;
                break;
            case "two inputs":
                model.Graph.Input.Add(new ValueInfoProto { Name = "mask" });
                break;
            case "one channel":
                input.Shape.Dim[1].DimValue = 1;
                break;
        }

        File.WriteAllBytes(_file.Path, model.ToByteArray());
        Assert.Contains(message, Refused(code), StringComparison.Ordinal);
    }

    [TorchFact]
    public void Files_that_are_none_are_told_in_one_line()
    {
        _file.Floats("w", [4, 3, 3, 3]).Node("Conv", "x w", "y").Write();
        byte[] whole = File.ReadAllBytes(_file.Path);
        File.WriteAllText(_file.Path, "# a text\nand no network\n");
        Refused(ProblemCodes.BadOnnx);
        File.WriteAllBytes(_file.Path, []);
        Refused(ProblemCodes.BadOnnx);
        for (int length = 1; length < whole.Length; length += 37)
        {
            File.WriteAllBytes(_file.Path, whole[..length]);
            Problem problem = Assert.Single(Assert.Throws<RicapException>(Create).Problems);
            Assert.Contains(problem.Code, (string[])[ProblemCodes.BadOnnx, ProblemCodes.OnnxMisfit]);
        }

        File.Delete(_file.Path);
        Refused(ProblemCodes.BadOnnx);
    }

    /// <summary>One image alone goes through all of these; a batch would come out as something else, or as nothing.</summary>
    [TorchTheory]
    [InlineData("Flatten", "axis", 0, "of 2 images it makes [1,24]")]
    [InlineData("Transpose", "perm", new[] { 1, 0, 2, 3 }, "makes [3,1,2,2]")]
    [InlineData("ReduceMean", "axes", new[] { 0 }, "of 2 images it makes [1,3,2,2]")]
    [InlineData("Squeeze", "axes", new[] { 0 }, "of 1 image it makes [3,2,2]")]
    public void A_graph_that_mixes_the_images_of_a_batch_is_refused(string op, string attribute, object value, string message)
    {
        using var file = new GraphFile(opset: 11, 0, 3, 2, 2);
        file.Node(op, "x", "a", (attribute, value)).Node("Relu", "a", "y").Write();
        RicapException e = Assert.Throws<RicapException>(() => ModelCatalog.Create(new ModelOptions { Name = "onnx:" + file.Path, Classes = 10 }));
        Problem problem = Assert.Single(e.Problems);
        Assert.Equal(ProblemCodes.OnnxMisfit, problem.Code);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [TorchTheory]
    [InlineData("Dropout", "v", ProblemCodes.UnsupportedOnnx, "takes 'v', an output that is not computed")]
    [InlineData("Dropout", "w", ProblemCodes.OnnxMisfit, "'y' is whole numbers")]
    public void An_output_that_is_none_of_ours_is_refused(string op, string taken, string code, string message)
    {
        _file.Node(op, "x", "w v").Node(taken == "v" ? "Relu" : "Shape", taken, "y").Write();
        Assert.Contains(message, Refused(code), StringComparison.Ordinal);
    }

    [TorchFact]
    public void Features_of_no_channels_and_images_of_no_end_are_refused()
    {
        _file.Node("Slice", "x", "a", ("axes", new[] { 1 }), ("starts", new[] { 5 }), ("ends", new[] { 9 })).Node("Relu", "a", "y");
        ModelProto model = _file.Model;
        model.OpsetImport[0].Version = 9;
        File.WriteAllBytes(_file.Path, model.ToByteArray());
        Assert.Contains("it makes [1,0,", Refused(ProblemCodes.OnnxMisfit), StringComparison.Ordinal);
        using var file = new GraphFile(17, 0, 3, 1L << 33, 1L << 31);
        file.Node("Relu", "x", "y").Write();
        RicapException e = Assert.Throws<RicapException>(() => ModelCatalog.Create(new ModelOptions { Name = "onnx:" + file.Path, Classes = 10 }));
        Assert.Contains("its images are 2147483648x8589934592", Assert.Single(e.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("onnx:")]
    [InlineData("imagenet-resnet18:")]
    public void A_model_without_the_name_of_its_file_is_refused(string name)
    {
        RicapException e = Assert.Throws<RicapException>(() => ModelCatalog.Create(new ModelOptions { Name = name, Classes = 10 }));
        Assert.Equal((ProblemCodes.InvalidOption, true), (e.Problems[0].Code, e.Problems[0].Message.StartsWith($"--model '{name}' is none of ", StringComparison.Ordinal)));
    }

    /// <summary>Sixty-four doublings of an image: the names are few, what they stand for is not.</summary>
    [TorchFact]
    public void Values_that_grow_beyond_memory_are_stopped()
    {
        _file.Node("Identity", "x", "v0");
        for (int i = 0; i < 64; i++)
        {
            _file.Node("Concat", $"v{i} v{i}", i == 63 ? "y" : $"v{i + 1}", ("axis", 1));
        }

        _file.Write();
        Assert.Contains("gives more than there is memory for", Refused(ProblemCodes.OnnxMisfit), StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_pretrained_network_that_is_not_there_is_named()
    {
        RicapException e = Assert.Throws<RicapException>(() => ModelCatalog.Create(new ModelOptions { Name = "imagenet-resnet18:none/ResNet18.onnx", Classes = 10 }));
        Assert.Equal(ProblemCodes.PretrainedMissing, Assert.Single(e.Problems).Code);
        _file.Floats("w", [4, 3, 3, 3]).Node("Conv", "x w", "y").Write();
        e = Assert.Throws<RicapException>(() => ModelCatalog.Create(new ModelOptions { Name = "imagenet-resnet18:" + _file.Path, Classes = 10 }));
        Assert.Contains($"read it as onnx:{_file.Path}", Assert.Single(e.Problems).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _file.Dispose();

    private string Refused(string code)
    {
        Problem problem = Assert.Single(Assert.Throws<RicapException>(Create).Problems);
        Assert.Equal((code, _file.Path), (problem.Code, problem.Path));
        Assert.DoesNotContain('\n', problem.Message);
        return problem.Message;
    }

    private void Create() => ModelCatalog.Create(new ModelOptions { Name = "onnx:" + _file.Path, Classes = 10 }).Dispose();
}
