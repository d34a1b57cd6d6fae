using Ricap.Train.Checkpoints;
using Ricap.Train.Data;
using Ricap.Train.Evaluating;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Recording;
using Ricap.Train.Tests.Training;
using Ricap.Train.Training;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Tests.Onnx;

/// <summary>Networks out of ONNX files as models: their names, their last layer, their training.</summary>
public sealed class GraphNetTests
{
    [TorchFact]
    public void Layers_have_the_names_that_the_file_has_for_them()
    {
        using var file = new GraphFile();
        file.Floats("conv1.weight", [4, 3, 3, 3]).Floats("bn1.weight", [4], 1).Floats("bn1.bias", [4]).Floats("bn1.running_mean", [4]).Floats("bn1.running_var", [4], 1)
            .Floats("onnx::Conv_7", [4, 4, 3, 3]).Floats("grey", [3, 1, 1]).Floats("layer.scale", [4, 1, 1]).Floats("classifier.6.weight", [9, 4]).Floats("classifier.6.bias", [9])
            .Node("Sub", "x grey", "s").Node("Conv", "s conv1.weight", "c").Node("BatchNormalization", "c bn1.weight bn1.bias bn1.running_mean bn1.running_var", "n")
            .Node("Conv", "n onnx::Conv_7", "c2").Node("Mul", "c2 layer.scale", "m").Node("GlobalAveragePool", "m", "g").Node("Flatten", "g", "f")
            .Node("Gemm", "f classifier.6.weight classifier.6.bias", "y", ("transB", 1));
        using ImageModel model = Create(file, 5);
        Assert.Equal("classifier.6", model.HeadName);
        Assert.Equal(
            ["conv1.weight", "bn1.weight", "bn1.bias", "conv3.weight", "layer.scale.value", "classifier.6.weight", "classifier.6.bias"],
            model.named_parameters().Select(p => p.name));
        Assert.Equal("grey.value", model.named_buffers().First().name); // preprocessing does not train
        Assert.Equal([5L, 4], model.get_parameter("classifier.6.weight")!.shape);
    }

    [TorchTheory]
    [InlineData("gemm", "fc", 4)]
    [InlineData("matmul", "fc", 4)]
    [InlineData("features", "fc", 4)]
    [InlineData("convolution", "last", 4)]
    [InlineData("pooled convolution", "last", 4)]
    [InlineData("embedding", "fc", 9)]
    public void The_last_layer_is_made_for_our_classes(string end, string head, int inputs)
    {
        using var file = new GraphFile();
        file.Floats("w", [4, 3, 3, 3]).Floats("fc.weight", [4, 9]).Floats("fc.bias", [9]).Floats("last.weight", [9, 4, 1, 1]).Integers("flat", -1, 9).Node("Conv", "x w", "c").Node("Relu", "c", "r");
        _ = end switch
        {
            "gemm" => file.Node("GlobalAveragePool", "r", "g").Node("Flatten", "g", "f").Node("Gemm", "f fc.weight fc.bias", "l").Node("Softmax", "l", "y"),
            "matmul" => file.Node("ReduceMean", "r", "f", ("axes", new[] { 2, 3 }), ("keepdims", 0)).Node("MatMul", "f fc.weight", "p").Node("Add", "fc.bias p", "y"),
            "features" => file.Node("MaxPool", "r", "y", ("kernel_shape", new[] { 2, 2 })),
            "convolution" => file.Node("GlobalAveragePool", "r", "g").Node("Conv", "g last.weight", "l").Node("Reshape", "l flat", "y"),
            "pooled convolution" => file.Node("Conv", "r last.weight", "l").Node("Relu", "l", "lr").Node("GlobalAveragePool", "lr", "g").Node("Flatten", "g", "f").Node("Softmax", "f", "y"),
            _ => file.Node("Conv", "r last.weight", "l").Node("Relu", "l", "lr").Node("GlobalAveragePool", "lr", "y"),
        };
        using ImageModel model = Create(file, 5);
        using Tensor images = torch.rand(2, 3, 20, 17);
        using Tensor logits = model.forward(images);
        Assert.Equal((head, 5, inputs), (model.HeadName, logits.shape[1], (int)model.get_parameter(head + ".weight")!.shape[1]));
    }

    /// <summary>A file for 16×16 that ends in a pooling over 4×4 and a shape for one image.</summary>
    [TorchFact]
    public void Other_sizes_than_the_files_go_through()
    {
        using var file = new GraphFile(17, 1, 3, 16, 16);
        file.Floats("w", [4, 3, 3, 3]).Integers("flat", 1, -1).Floats("fc.weight", [4, 9])
            .Node("Conv", "x w", "c", ("strides", new[] { 4, 4 }), ("pads", new[] { 1, 1, 1, 1 })).Node("AveragePool", "c", "p", ("kernel_shape", new[] { 4, 4 }))
            .Node("Reshape", "p flat", "f").Node("MatMul", "f fc.weight", "y");
        using ImageModel model = Create(file, 5);
        Assert.Null(model.Misfit(16, 16));
        Assert.Null(model.Misfit(40, 24));
        using Tensor images = torch.rand(3, 3, 24, 40);
        using Tensor logits = model.forward(images);
        Assert.Equal([3L, 5], logits.shape);
    }

    [TorchFact]
    public void What_it_is_asked_about_leaves_it_as_it_was()
    {
        using GraphFile file = Small();
        using ImageModel model = Create(file, 5);
        float[][] before = State(model);
        bool[] modes = [.. model.modules().Select(module => module.training)];
        Assert.Null(model.Misfit(30, 28));
        Assert.False(model.NeedsTwoImages(28, 28));
        Assert.True(model.NeedsTwoImages(5, 5));
        Assert.Equal(before, State(model));
        Assert.Equal(modes, model.modules().Select(module => module.training));
        Assert.NotNull(model.Misfit(2, 2));
    }

    [TorchFact]
    public void A_run_goes_on_and_its_model_is_loaded_without_the_file()
    {
        using var runs = new Runs();
        using GraphFile file = Small();
        string name = "onnx:" + file.Write();
        TrainResult whole = runs.Run("a", ("model", name));
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => Trainer.Run(runs.Options("b", ("model", name), ("checkpoint-every", "0")), new Watcher(9, stop.Cancel), stop.Token));
        runs.Run("b", ("model", name), ("resume", "true"));
        Assert.Equal(runs.Weights("a"), runs.Weights("b"));

        File.Delete(file.Path);
        string path = Path.Combine(runs["a"], "model.safetensors");
        Assert.DoesNotContain(Path.GetDirectoryName(file.Path)!, string.Concat(SafeTensors.Read(path).Metadata.Values), StringComparison.Ordinal);
        using ImageModel model = CheckpointFile.LoadModel(path, out CheckpointState state);
        using RicapDataset test = RicapDataset.Open(runs.Test.Folder);
        using var normaliser = new PixelNormaliser(state.Mean, state.Deviation, torch.CPU);
        using var evaluator = new Evaluator(test, normaliser, torch.CPU, new FeedOptions());
        EvaluationResult again = evaluator.Run(model.ForwardNhwc, model, _ => { }, CancellationToken.None);
        Assert.Equal((whole.Test!.Loss, whole.Test.Top1), (again.Loss, again.Top1));
        Assert.Equal(PixelStatistics.ImageNet.Mean, state.Mean);
    }

    [TorchFact]
    public void Frozen_layers_stay_as_the_file_has_them()
    {
        using var runs = new Runs();
        using GraphFile file = Small();
        string name = "onnx:" + file.Write();
        runs.Run("a", ("model", name), ("freeze-until", "conv2"));
        using ImageModel before = Create(file, 2);
        SafeTensorsContent after = SafeTensors.Read(Path.Combine(runs["a"], "model.safetensors"));
        foreach ((string tensor, Tensor values) in before.state_dict().Where(entry => !entry.Key.StartsWith("fc", StringComparison.Ordinal)))
        {
            Assert.Equal(!tensor.StartsWith("conv2", StringComparison.Ordinal), TensorBytes.ToSafeTensor(tensor, values).Data.Span.SequenceEqual(after.Tensors[tensor].Data.Span));
        }
    }

    [TorchFact]
    public void It_trains_in_bfloat16()
    {
        using var runs = new Runs();
        using GraphFile file = Small();
        TrainResult result = runs.Run("a", ("model", "onnx:" + file.Write()), ("bf16", "true"), ("normalise", "none"));
        Assert.Null(result.Divergence);
        using ImageModel model = CheckpointFile.LoadModel(Path.Combine(runs["a"], "model.safetensors"), out CheckpointState state);
        Assert.Equal([1.0, 1, 1], state.Deviation);
    }

    /// <summary>Its names are torchvision's, and a third block's in the last stage.</summary>
    [TorchFact]
    public void The_pretrained_network_has_the_names_and_sizes_of_resnet18()
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = ImageNetResNet18.Name, Classes = 10 });
        using ImageModel own = ModelCatalog.Create(new ModelOptions { Name = "resnet18", Classes = 10 });
        Assert.Equal(
            own.state_dict().Where(entry => entry.Key != "conv1.weight").Select(entry => $"{entry.Key} {string.Join(',', entry.Value.shape)}").Order(),
            model.state_dict().Where(entry => entry.Key != "conv1.weight" && !entry.Key.StartsWith("layer4.2.", StringComparison.Ordinal))
                .Select(entry => $"{entry.Key} {string.Join(',', entry.Value.shape)}").Order());
        Assert.Equal("fc", model.HeadName);
        Assert.Equal(1.0 / 255, model.TrainedWith!.Deviation[0]);
        Assert.All((int[])[32, 63, 100], side => Assert.Null(model.Misfit(side, side)));
    }

    private static ImageModel Create(GraphFile file, int classes) =>
        ModelCatalog.Create(new ModelOptions { Name = "onnx:" + file.Write(), Classes = classes, Seed = 3 });

    private static float[][] State(ImageModel model) => [.. model.state_dict().Values.Where(t => t.dtype == torch.float32).Select(t => t.contiguous().data<float>().ToArray())];

    private static GraphFile Small() => new GraphFile()
        .Floats("conv1.weight", [4, 3, 3, 3]).Floats("bn1.weight", [4], 1).Floats("bn1.bias", [4]).Floats("bn1.running_mean", [4]).Floats("bn1.running_var", [4], 1)
        .Floats("conv2.weight", [8, 4, 1, 1]).Floats("fc.weight", [8, 3]).Node("Conv", "x conv1.weight", "c", ("strides", new[] { 3, 3 }))
        .Node("BatchNormalization", "c bn1.weight bn1.bias bn1.running_mean bn1.running_var", "n").Node("Relu", "n", "r").Node("Conv", "r conv2.weight", "c2")
        .Node("Sigmoid", "c2", "g").Node("Mul", "c2 g", "m").Node("GlobalAveragePool", "m", "p").Node("Flatten", "p", "f").Node("Gemm", "f fc.weight", "y");
}
