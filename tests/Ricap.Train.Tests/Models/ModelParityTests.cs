using System.Text.Json;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Models;

/// <summary>The models against PyTorch's and torchvision's, with equal weights.</summary>
public sealed class ModelParityTests
{
    /// <summary>How far a logit may be off: 1e-4, as their standard deviation is 2 to 15.</summary>
    private const double Tolerance = 1e-4;

    private static readonly JsonElement[] References = [.. Formula.Read("models.json").GetProperty("models").EnumerateArray()];

    /// <summary>Each reference by each way of a 1×1 convolution, at 1 and at 2 threads.</summary>
    public static TheoryData<int, string, bool, int> Ways
    {
        get
        {
            var cases = new TheoryData<int, string, bool, int>();
            foreach (object[] reference in Cases)
            {
                foreach ((bool product, int threads) in Roads.All)
                {
                    cases.Add((int)reference[0], (string)reference[1], product, threads);
                }
            }

            return cases;
        }
    }

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            for (int i = 0; i < References.Length; i++)
            {
                cases.Add(i, $"{References[i].GetProperty("model")} {References[i].GetProperty("height")}");
            }

            return cases;
        }
    }

    [TorchTheory]
    [MemberData(nameof(Ways))]
    public void Evaluation_and_training_equal_PyTorchs(int index, string name, bool product, int threads)
    {
        using var roads = new Roads(product, threads);
        JsonElement reference = References[index];
        using var scope = NewDisposeScope();
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = reference.GetProperty("model").GetString()!, Classes = 10 });
        Formula.Fill(model);
        int samples = reference.GetProperty("samples").GetInt32();
        Tensor images = Formula.Input(samples, reference.GetProperty("height").GetInt32(), reference.GetProperty("width").GetInt32());
        Tensor targets = Formula.Targets(samples);

        model.eval();
        using (no_grad())
        {
            Formula.Near(reference.GetProperty("eval").Floats(), model.ForwardNhwc(images), Tolerance, $"{name} eval");
        }

        model.train();
        Tensor logits = model.ForwardNhwc(images);
        Formula.Near(reference.GetProperty("train").Floats(), logits, Tolerance, $"{name} train");
        Tensor loss = RicapLoss.Forward(logits, targets);
        Formula.Near([reference.GetProperty("loss").GetSingle()], loss, 1e-5, $"{name} loss");
        Formula.Near([reference.GetProperty("correct").GetSingle()], RicapLoss.Correct(logits, targets), 0, $"{name} correct");
        loss.backward();
        foreach (JsonProperty gradient in reference.GetProperty("gradients").EnumerateObject())
        {
            Tensor sum = model.get_parameter(gradient.Name)!.grad!.abs().sum(ScalarType.Float64);
            Assert.Equal(1, sum.item<double>() / gradient.Value.GetDouble(), 3);
        }

        Dictionary<string, Tensor> state = model.state_dict();
        foreach (JsonProperty running in reference.GetProperty("running").EnumerateObject())
        {
            Formula.Near(running.Value.Floats(), state[running.Name][..8], 1e-4, $"{name} {running.Name}");
        }
    }

    [TorchTheory]
    [MemberData(nameof(Cases))]
    public void Names_and_sizes_equal_PyTorchs(int index, string name)
    {
        JsonElement reference = References[index];
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = reference.GetProperty("model").GetString()!, Classes = 10 });
        Assert.True(model.parameters().Sum(p => p.numel()) == reference.GetProperty("parameters").GetInt64(), name);
        string[] names = [.. reference.GetProperty("names").EnumerateArray().Select(n => n.GetString()!)];
        if (names.Length > 0)
        {
            Assert.Equal(names.Order(StringComparer.Ordinal), model.state_dict().Keys.Order(StringComparer.Ordinal));
        }
    }

    [TorchTheory]
    [InlineData("small", 32)]
    [InlineData("resnet18", 32)]
    [InlineData("wrn-10-1", 32)]
    [InlineData("densenet121", 32)]
    public void Layout_in_memory_does_not_matter(string name, int side)
    {
        foreach (bool product in Roads.Products)
        {
            using var roads = new Roads(product);
            Compare(name, side);
        }
    }

    private static void Compare(string name, int side)
    {
        using var scope = NewDisposeScope();
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = name, Classes = 7, Seed = 3 });
        model.eval();
        using IDisposable quiet = no_grad();
        Tensor images = Formula.Input(2, side, side);
        Tensor planes = images.permute(0, 3, 1, 2).contiguous();
        float[] expected = [.. model.forward(planes).data<float>()];
        Formula.Near(expected, model.ForwardNhwc(images), 1e-4, name);
    }
}
