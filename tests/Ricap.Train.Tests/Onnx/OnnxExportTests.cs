using System.Text.Json;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Ricap.Sources;
using Ricap.Train.Classifying;
using Ricap.Train.Models;
using Ricap.Train.Onnx.Schema;
using Ricap.Train.Tests.Checkpoints;
using static TorchSharp.torch;
using CheckpointState = Ricap.Train.Checkpoints.CheckpointState;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Tests.Onnx;

/// <summary>Exported models against ours, in ONNX Runtime.</summary>
public sealed class OnnxExportTests
{
    private static readonly FitOptions Fit = new(36, 32);

    public static TheoryData<string> Models => ["small", "resnet18", "wrn-10-1", "wrn-16-2", "densenet121"];

    [TorchTheory]
    [MemberData(nameof(Models))]
    public void Logits_are_those_of_the_model(string name)
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = name, Classes = 10 });
        Formula.Fill(model);
        model.eval();
        foreach (OnnxInput input in Enum.GetValues<OnnxInput>())
        {
            foreach (bool fold in (bool[])[false, true])
            {
                ModelProto proto = OnnxExport.Of(model, Sample.State(), Fit, new OnnxOptions { Input = input, FoldBatchNorm = fold });
                using var session = new InferenceSession(proto.ToByteArray());
                Parity.Assert(model, session, input, $"{name} {input} folded {fold}", count: 1, Fit.Height, Fit.Width);
                Parity.Assert(model, session, input, $"{name} {input} folded {fold}", count: 3, Fit.Height, Fit.Width);
                Parity.Assert(model, session, input, $"{name} {input} folded {fold}, another size", count: 2, height: 48, width: 40);
            }
        }
    }

    [TorchFact]
    public void Normalisations_after_convolutions_are_folded_away_and_others_stay()
    {
        Assert.Equal(0, Norms("resnet18", fold: true)); // each follows a convolution
        Assert.Equal(20, Norms("resnet18", fold: false));
        Assert.Equal(4, Norms("wrn-10-1", fold: true)); // those before a block's first convolution, and the last
        Assert.Equal(7, Norms("wrn-10-1", fold: false));
    }

    [TorchFact]
    public void The_file_says_what_goes_in_and_what_the_classes_are()
    {
        CheckpointState state = Sample.State() with { Classes = ["α", "a \"b\"", "c"] };
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 3 });
        ModelProto proto = OnnxExport.Of(model, state, new FitOptions(36, 32, FitMode.Pad, Rgb24.Black, 1), new OnnxOptions { Probabilities = true });
        using var session = new InferenceSession(proto.ToByteArray());
        Dictionary<string, string> metadata = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal(state.Classes, JsonSerializer.Deserialize<string[]>(metadata["classes"])!);
        Assert.Equal(("36x32", "pad", "000000", "small"), (metadata["size"], metadata["fit"], metadata["background"], metadata["model"]));
        Assert.Equal("0.1", JsonSerializer.Deserialize<Dictionary<string, string>>(metadata["options"])!["lr"]);
        Assert.Equal("ricap-train", session.ModelMetadata.ProducerName);

        NodeMetadata images = Assert.Single(session.InputMetadata).Value;
        Assert.Equal((typeof(byte), 4), (images.ElementType, images.Dimensions.Length));
        Assert.Equal(["batch", "height", "width", ""], images.SymbolicDimensions);
        Assert.Equal(["logits", "probabilities"], session.OutputMetadata.Keys.Order());

        using var scope = NewDisposeScope();
        (float[] logits, float[] probabilities) = Parity.Run(session, OnnxInput.Bytes, Parity.Pixels(2, 32, 36), "logits", "probabilities");
        Tensor softmax = tensor(logits).reshape(2, 3).softmax(1);
        Assert.All(softmax.data<float>().ToArray().Zip(probabilities), pair => Assert.Equal(pair.First, pair.Second, 5));
    }

    [TorchFact]
    public void The_same_model_gives_the_same_bytes()
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10, Seed = 4 });
        byte[] first = OnnxExport.Of(model, Sample.State(), Fit, new OnnxOptions()).ToByteArray();
        Assert.Equal(first, OnnxExport.Of(model, Sample.State(), Fit, new OnnxOptions()).ToByteArray());
    }

    /// <summary>A network of TorchSharp's own layers, one that asks for one size of images.</summary>
    [TorchFact]
    public void A_sequence_of_layers_is_written_as_well()
    {
        using var model = nn.Sequential(
            nn.Conv2d(3, 8, (3, 5), stride: (2, 1), padding: (1, 2), dilation: (1, 1)),
            nn.BatchNorm2d(8),
            nn.LeakyReLU(0.1),
            nn.AvgPool2d(3, stride: 1, padding: 1),
            nn.Conv2d(8, 8, 3, padding: 1, groups: 4, bias: false),
            nn.SiLU(),
            nn.MaxPool2d(3, stride: 2, padding: 1),
            nn.ReLU6(),
            nn.Hardswish(),
            nn.Sequential(nn.AdaptiveAvgPool2d((2, 3)), nn.Dropout(0.5)),
            nn.Flatten(),
            nn.Linear(48, 10));
        model.eval();
        ModelProto proto = OnnxExport.Of(model, Sample.State(), Fit, new OnnxOptions());
        Assert.Equal([0, 32, 36, 3], proto.Graph.Input[0].Type.TensorType.Shape.Dim.Select(d => d.DimValue));
        using var session = new InferenceSession(proto.ToByteArray());
        Parity.Assert(model, session, OnnxInput.Bytes, "layers", count: 2, Fit.Height, Fit.Width);
    }

    [TorchFact]
    public void A_layer_without_a_counterpart_is_named()
    {
        using var model = nn.Sequential(("first", nn.Conv2d(3, 8, 3)), ("odd", nn.Softplus()));
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => OnnxExport.Of(model, Sample.State(), Fit, new OnnxOptions())).Problems);
        Assert.Equal(ProblemCodes.NotOnnx, problem.Code);
        Assert.Contains("'odd'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Softplus", problem.Message, StringComparison.Ordinal);
    }

    private static int Norms(string name, bool fold)
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = name, Classes = 10 });
        GraphProto graph = OnnxExport.Of(model, Sample.State(), Fit, new OnnxOptions { FoldBatchNorm = fold }).Graph;
        Assert.Equal(
            graph.Initializer.Select(tensor => tensor.Name).Order(),
            graph.Node.SelectMany(node => node.Input).Intersect(graph.Initializer.Select(tensor => tensor.Name)).Order());
        return graph.Node.Count(node => node.OpType == "BatchNormalization");
    }
}
