using Ricap.Train.Models;
using Ricap.Train.Models.Graphs;
using Ricap.Train.Onnx.Reading;
using Ricap.Train.Runtime;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Onnx;

/// <summary>What is read from ONNX files against ONNX Runtime on the same files.</summary>
public sealed class ReadingParityTests
{
    public static TheoryData<string, string> Activations => new()
    {
        { "Relu", "" }, { "LeakyRelu", "" }, { "LeakyRelu", "alpha=0.3" }, { "Elu", "" }, { "Elu", "alpha=0.7" }, { "Selu", "" }, { "Sigmoid", "" },
        { "HardSigmoid", "" }, { "HardSigmoid", "alpha=0.4 beta=0.3" }, { "HardSwish", "" }, { "Tanh", "" }, { "Softplus", "" }, { "Gelu", "" },
        { "Gelu", "approximate=tanh" }, { "Erf", "" }, { "Exp", "" }, { "Softmax", "" }, { "Softmax", "axis=1" }, { "LogSoftmax", "axis=1" }, { "Identity", "" },
        { "GlobalAveragePool", "" }, { "GlobalMaxPool", "" }, { "Transpose", "perm=0,2,3,1" }, { "Flatten", "" }, { "Flatten", "axis=2" }, { "Flatten", "axis=0" },
        { "ReduceMean", "axes=2,3" }, { "ReduceMean", "axes=-1 keepdims=0" }, { "ReduceMean", "" }, { "Dropout", "" },
    };

    public static TheoryData<string, string, int, int> Poolings
    {
        get
        {
            string[] windows =
            [
                "kernel_shape=2,2 strides=2,2", "kernel_shape=3,3 strides=2,2 pads=1,1,1,1", "kernel_shape=3,3 strides=2,2 pads=1,1,0,0", "kernel_shape=3,2 strides=1,2 pads=0,0,1,1",
                "kernel_shape=3,3 strides=2,2 auto_pad=SAME_UPPER", "kernel_shape=3,3 strides=2,2 auto_pad=SAME_LOWER", "kernel_shape=2,2 strides=2,2 auto_pad=VALID",
                "kernel_shape=3,3 strides=2,2 ceil_mode=1", "kernel_shape=3,3 strides=2,2 pads=1,1,1,1 ceil_mode=1",
            ];
            var cases = new TheoryData<string, string, int, int>();
            foreach (string window in windows)
            {
                cases.Add("MaxPool", window, 12, 14);
                cases.Add("MaxPool", window, 13, 15);
                cases.Add("AveragePool", window, 12, 15);
                cases.Add("AveragePool", window + " count_include_pad=1", 13, 14);
            }

            cases.Add("MaxPool", "kernel_shape=3,3 dilations=2,2", 13, 13);
            return cases;
        }
    }

    public static TheoryData<string, int, int> Convolutions => new()
    {
        { "kernel_shape=3,3 pads=1,1,1,1", 3, 1 }, { "kernel_shape=3,3", 3, 1 }, { "kernel_shape=7,7 strides=2,2 pads=3,3,2,2", 7, 1 },
        { "kernel_shape=3,3 strides=2,2 pads=0,0,1,1", 3, 1 }, { "kernel_shape=3,3 strides=2,2 auto_pad=SAME_UPPER", 3, 1 }, { "kernel_shape=3,3 strides=3,2 auto_pad=SAME_LOWER", 3, 1 },
        { "kernel_shape=3,3 dilations=2,2 pads=2,2,2,2", 3, 1 }, { "kernel_shape=3,3 group=3 pads=1,1,1,1", 3, 3 }, { "kernel_shape=1,1", 1, 1 }, { "kernel_shape=1,1 strides=2,2", 1, 1 },
        { "kernel_shape=1,1 strides=2,1", 1, 1 }, { "kernel_shape=1,1 pads=1,1,1,1", 1, 1 }, { "kernel_shape=1,1 group=3", 1, 3 }, { "", 5, 1 },
    };

    [TorchTheory]
    [MemberData(nameof(Activations))]
    public void Functions_of_one_value(string op, string attributes)
    {
        using var file = new GraphFile(op == "Gelu" ? 20 : 17);
        file.Node(op, "x", "y", Parse(attributes)).AssertParity(2, 5, 6);
    }

    /// <summary>Before opset 13 softmax is over all that follows its axis.</summary>
    [TorchTheory]
    [InlineData("Softmax", "")]
    [InlineData("LogSoftmax", "axis=2")]
    public void Softmaxes_of_old_files(string op, string attributes)
    {
        using var file = new GraphFile(9);
        file.Node(op, "x", "y", Parse(attributes)).AssertParity(2, 5, 6);
    }

    [TorchTheory]
    [MemberData(nameof(Poolings))]
    public void Poolings_of_all_paddings(string op, string attributes, int height, int width)
    {
        using var file = new GraphFile();
        file.Node(op, "x", "y", Parse(attributes)).AssertParity(2, height, width);
    }

    [TorchTheory]
    [MemberData(nameof(Convolutions))]
    public void Convolutions_of_all_kinds(string attributes, int kernel, int groups)
    {
        foreach (bool product in Roads.Products)
        {
            using var roads = new Roads(product);
            using var file = new GraphFile();
            file.Floats("w", [6, 3 / groups, kernel, kernel]).Floats("b", [6]).Node("Conv", "x w b", "y", Parse(attributes));
            file.AssertParity(2, 12, 14);
            file.AssertParity(1, 13, 11);
        }
    }

    /// <summary>One channel in and two out of each group: some processors' libtorch makes the bias of it and no more.</summary>
    [TorchTheory]
    [InlineData("kernel_shape=3,3 group=3 pads=1,1,1,1")]
    [InlineData("kernel_shape=3,3 group=3 pads=0,0,1,1 strides=2,2")]
    public void Convolutions_of_groups_have_the_gradients_of_double_precision(string attributes)
    {
        using HiddenCaches.Turned turnedOn = HiddenCaches.Rely(true); // as for a model's
        using var scope = NewDisposeScope();
        using var file = new GraphFile();
        file.Floats("w", [6, 1, 3, 3]).Floats("b", [6]).Node("Conv", "x w b", "y", Parse(attributes));
        using var root = new GraphScope();
        OnnxGraph graph = OnnxFile.Read(file.Write());
        var program = new GraphProgram(graph, graph.Output, GraphNet.OwnLayers, new GraphModules(root));
        Tensor weight = root.parameters().Single(parameter => parameter.dim() == 4);
        Tensor bias = root.parameters().Single(parameter => parameter.dim() == 1);
        Tensor x = Formula.Input(2, 12, 14).permute(0, 3, 1, 2).requires_grad_();
        Tensor y = program.Run(x);
        Tensor turned = Formula.Input(2, (int)y.shape[2], (int)y.shape[3]).permute(0, 3, 1, 2).repeat(1, 2, 1, 1);
        (y * turned).sum().backward();

        bool isEven = !attributes.Contains("strides", StringComparison.Ordinal);
        Tensor exactX = x.detach().to(ScalarType.Float64).requires_grad_();
        Tensor exactWeight = weight.detach().to(ScalarType.Float64).requires_grad_();
        Tensor padded = isEven ? exactX : nn.functional.pad(exactX, [0, 1, 0, 1]);
        Tensor exact = nn.functional.conv2d(
            padded, exactWeight, bias.detach().to(ScalarType.Float64), isEven ? [1, 1] : [2, 2], isEven ? [1, 1] : [0, 0], groups: 3);
        (exact * turned.to(ScalarType.Float64)).sum().backward();
        AssertClose(exact, y);
        AssertClose(exactX.grad!, x.grad!);
        AssertClose(exactWeight.grad!, weight.grad!);

        static void AssertClose(Tensor expected, Tensor actual) =>
            Assert.InRange((expected - actual).abs().max().item<double>(), 0, 1e-4);
    }

    [TorchTheory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    public void Arithmetic_with_constants_and_values(string op)
    {
        using var file = new GraphFile();
        file.Floats("k", [3, 1, 1], 2).Number("n", 1.5f).Node(op, "x k", "a").Node(op, "n a", "b").Node("Exp", "x", "e").Node(op, "b e", "y").AssertParity(2, 4, 5);
    }

    [TorchFact]
    public void Powers_and_roots()
    {
        using var file = new GraphFile();
        file.Number("two", 2).Node("Pow", "x two", "p").Node("Sqrt", "p", "y").AssertParity(2, 4, 5);
    }

    [TorchTheory]
    [InlineData(1)]
    [InlineData(3)]
    public void Slopes_that_were_learnt(int channels)
    {
        using var file = new GraphFile();
        file.Floats("slope", [channels, 1, 1]).Node("PRelu", "x slope", "y").AssertParity(2, 4, 5);
    }

    [TorchTheory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Layers_of_a_classifier(int transposed, int plain)
    {
        using var file = new GraphFile();
        file.Floats("w", [6, 3, 3, 3]).Floats("scale", [6], 1).Floats("shift", [6]).Floats("mean", [6]).Floats("var", [6], 1)
            .Floats("fc.weight", transposed == 1 ? [5, 6] : [6, 5]).Floats("fc.bias", [5]).Floats("last", [5, 4]).Floats("offset", [4])
            .Node("Conv", "x w", "c", ("kernel_shape", new[] { 3, 3 })).Node("BatchNormalization", "c scale shift mean var", "n", ("epsilon", 0.01)).Node("Relu", "n", "r")
            .Node("GlobalAveragePool", "r", "g").Node("Flatten", "g", "f").Node("Gemm", "f fc.weight fc.bias", "h", ("transB", transposed), ("alpha", 0.5), ("beta", 2.0))
            .Node("Relu", "h", "hr").Node("MatMul", "hr last", "m").Node("Add", "m offset", "logits").Node("Softmax", "logits", "y", ("axis", plain));
        file.AssertParity(3, 9, 8);
    }

    [TorchFact]
    public void Branches_that_meet()
    {
        using var file = new GraphFile();
        file.Floats("w", [4, 3, 1, 1]).Integers("parts", 1, 3)
            .Node("Conv", "x w", "c").Node("Relu", "c", "r").Node("Add", "r c", "s").Node("Split", "s parts", "left right", ("axis", 1))
            .Node("Concat", "right x left", "cat", ("axis", 1)).Node("Sigmoid", "cat", "g").Node("Mul", "cat g", "y");
        file.AssertParity(2, 5, 4);
    }

    [TorchTheory]
    [InlineData(9)]
    [InlineData(17)]
    public void Bounds_as_attributes_and_as_inputs(int opset)
    {
        using var file = new GraphFile(opset);
        _ = opset < 11
            ? file.Node("Clip", "x", "y", ("min", -0.1), ("max", 0.2))
            : file.Number("low", -0.1f).Number("high", 0.2f).Node("Clip", "x low high", "c").Node("Clip", "c _ high", "d").Node("Clip", "d low", "y");
        file.AssertParity(1, 4, 5);
    }

    [TorchTheory]
    [InlineData("constant")]
    [InlineData("reflect")]
    [InlineData("edge")]
    public void Margins(string mode)
    {
        using var file = new GraphFile();
        file.Integers("pads", 0, 0, 1, 2, 0, 0, 3, 0).Number("fill", 0.25f).Node("Pad", mode == "constant" ? "x pads fill" : "x pads", "y", ("mode", mode));
        file.AssertParity(2, 6, 7);
    }

    [TorchFact]
    public void Channels_are_padded_too()
    {
        using var file = new GraphFile(9);
        file.Node("Pad", "x", "y", ("pads", new[] { 0, 1, 0, 0, 0, 2, 0, 1 })).AssertParity(2, 4, 4);
    }

    /// <summary>The chain that exporters write for x.view(x.size(0), -1), and its like.</summary>
    [TorchFact]
    public void Shapes_that_are_computed()
    {
        using var file = new GraphFile();
        file.Number("half", 0.5f).Integers("axis", 0).Integers("rest", -1).Integers("zero", 0).Integers("one", 1)
            .Node("Shape", "x", "shape").Node("Slice", "shape zero one", "first").Node("Squeeze", "first axis", "n").Node("Unsqueeze", "n axis", "n1")
            .Node("Concat", "n1 rest", "target", ("axis", 0)).Node("Cast", "target", "target64", ("to", 7)).Node("Reshape", "x target64", "flat")
            .Node("Unsqueeze", "flat one", "up").Node("Squeeze", "up one", "down").Node("Mul", "down half", "y");
        file.AssertParity(2, 4, 5);
    }

    [TorchFact]
    public void Cuts_constants_and_halves()
    {
        using var file = new GraphFile();
        file.Integers("starts", 1, 0).Integers("ends", 9999, -1).Integers("axes", 2, 3).Integers("steps", 2, 1)
            .Node("Constant", "", "k", ("value", new[] { 3f, 4f })).Node("Slice", "x starts ends axes steps", "cut").Node("Shape", "x", "s", ("start", 2), ("end", 3))
            .Node("GlobalMaxPool", "cut", "p").Node("Mul", "p k", "y");
        file.AssertParity(2, 6, 7);
    }

    /// <summary>The network with ImageNet's weights, at the size that it is for; ours takes red first, its file blue.</summary>
    [TorchTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_pretrained_network_gives_the_same_features(bool turned)
    {
        string path = ImageNetResNet18.FileOf(ImageNetResNet18.Name);
        GraphFile.AssertParity(
            path, 2, 224, 224, images => turned ? images.flip(1) : images, turned ? ImageNetResNet18.Read(ImageNetResNet18.Name) : OnnxFile.Read(path));
    }

    private static (string, object)[] Parse(string attributes) =>
    [
        .. attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=') is [string name, string value] ? (name, ValueOf(value)) : throw new FormatException(text)),
    ];

    private static object ValueOf(string text) =>
        text.Contains(',', StringComparison.Ordinal) || text == "-1" ? text.Split(',').Select(int.Parse).ToArray()
        : int.TryParse(text, out int whole) ? whole
        : double.TryParse(text, out double real) ? real
        : text;
}
