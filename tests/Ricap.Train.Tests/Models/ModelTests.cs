using System.IO.Hashing;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Optimisers;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Models;

public sealed class ModelTests
{
    [Theory]
    [InlineData("Small")]
    [InlineData("wrn-17-2")]
    [InlineData("wrn-16-0")]
    [InlineData("wrn-16-21")]
    [InlineData("wrn-016-2")]
    [InlineData("wrn-16")]
    [InlineData("")]
    public void Names_that_are_none_are_refused(string name)
    {
        Problem problem = Refused(new ModelOptions { Name = name, Classes = 10 });
        Assert.Equal(ProblemCodes.InvalidOption, problem.Code);
        Assert.Contains($"--model '{name}' is none of small, ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_are_kept()
    {
        Assert.Contains("1 class:", Refused(new ModelOptions { Name = "small", Classes = 1 }).Message, StringComparison.Ordinal);
        Assert.Contains("--dropout 1 ", Refused(new ModelOptions { Name = "wrn-16-2", Classes = 2, Dropout = 1 }).Message, StringComparison.Ordinal);
        Assert.Contains("--dropout 0.1 ", Refused(new ModelOptions { Name = "small", Classes = 2, Dropout = 0.1 }).Message, StringComparison.Ordinal);
        Assert.Contains("--dropout NaN ", Refused(new ModelOptions { Name = "wrn-16-2", Classes = 2, Dropout = double.NaN }).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void The_same_seed_gives_the_same_weights_on_every_machine()
    {
        using ImageModel one = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10, Seed = 42 });
        manual_seed(7);
        using ImageModel two = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10, Seed = 42 });
        using ImageModel other = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10, Seed = 43 });
        Assert.Equal(Hash(one), Hash(two));
        Assert.NotEqual(Hash(one), Hash(other));
        Assert.Equal("3aba15d627de72c53e628c2eb0f0a463", Hash(one)); // from another machine it must be the same
    }

    [TorchFact]
    public void Initial_weights_have_the_deviation_they_should()
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "resnet18", Classes = 10 });
        Tensor weight = model.get_parameter("layer3.0.conv2.weight")!;
        Assert.Equal(Math.Sqrt(2.0 / (256 * 9)), weight.std().item<float>(), 4);
        Assert.Equal(0, weight.mean().item<float>(), 3);
        Assert.True(model.get_parameter("bn1.weight")!.eq(1).all().item<bool>());
        Assert.True(model.get_parameter("fc.bias")!.eq(0).all().item<bool>());
    }

    [TorchFact]
    public void Dropout_drops_in_training_only()
    {
        using var scope = NewDisposeScope();
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "wrn-10-1", Classes = 10, Dropout = 0.5 });
        Tensor images = Formula.Input(2, 32, 32);
        manual_seed(1);
        Assert.False(model.ForwardNhwc(images).allclose(model.ForwardNhwc(images)));
        model.eval();
        Assert.True(model.ForwardNhwc(images).allclose(model.ForwardNhwc(images)));
    }

    [TorchTheory]
    [InlineData("small")]
    [InlineData("resnet18")]
    [InlineData("wrn-10-1")]
    [InlineData("densenet121")]
    public void A_forward_pass_leaves_no_tensor_but_its_result(string name)
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = name, Classes = 10 });
        using Tensor images = Formula.Input(2, 32, 32);
        for (int i = 0; i < 2; i++)
        {
            using IDisposable? quiet = i == 0 ? null : no_grad();
            using var scope = NewDisposeScope();
            Tensor logits = model.ForwardNhwc(images);
            Assert.Equal([logits], scope.DisposablesView);
        }
    }

    [TorchFact]
    public void A_training_step_leaves_no_tensor_behind()
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10 });
        using var optimiser = Optimiser.Create(TrainingRecipe.Named("paper").Optimiser, model);
        using Tensor images = Formula.Input(4, 32, 32);
        using Tensor targets = Formula.Targets(4);
        Step();
        long before = Tensor.TotalCount;
        for (int i = 0; i < 5; i++)
        {
            Step();
        }

        Assert.Equal(before, Tensor.TotalCount);

        void Step()
        {
            using var scope = NewDisposeScope();
            optimiser.ZeroGrad();
            RicapLoss.Forward(model.ForwardNhwc(images), targets).backward();
            optimiser.Step(0.1);
        }
    }

    [TorchFact]
    public void Freezing_keeps_what_comes_before_a_layer()
    {
        using var scope = NewDisposeScope();
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "densenet121", Classes = 10 });
        var freezing = Freezing.FreezeUntil(model, "denseblock3");
        freezing.Train();
        string[] trained = [.. model.named_parameters().Where(p => p.parameter.requires_grad).Select(p => p.name.Split('.')[1])];
        Assert.Equal(["bias", "denseblock3", "denseblock4", "norm5", "transition3", "weight"], trained.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(model.named_parameters().Count() - trained.Length, freezing.FrozenParameters);

        Dictionary<string, byte[]> before = Bytes();
        using var optimiser = Optimiser.Create(new OptimiserOptions(), model);
        RicapLoss.Forward(model.ForwardNhwc(Formula.Input(2, 32, 32)), Formula.Targets(2)).backward();
        optimiser.Step(0.1);
        foreach ((string name, byte[] bytes) in Bytes())
        {
            bool isFrozen = name.StartsWith("features.", StringComparison.Ordinal) && !trained.Contains(name.Split('.')[1]);
            Assert.True(isFrozen == bytes.AsSpan().SequenceEqual(before[name]), name); // running means and counters as well
        }

        Dictionary<string, byte[]> Bytes() => ModelWeights.Of(model).ToDictionary(t => t.Name, t => t.Data.ToArray());
    }

    [TorchTheory]
    [InlineData("layer9", "is no layer of resnet18; its layers are conv1, bn1, layer1, ")]
    [InlineData("conv2", "is 8 layers of resnet18")]
    [InlineData("conv1", "nothing comes before it")]
    public void Layers_that_cannot_be_frozen_until_are_named(string layer, string message)
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "resnet18", Classes = 10 });
        var e = Assert.Throws<RicapException>(() => Freezing.FreezeUntil(model, layer));
        Assert.Contains(message, e.Problems[0].Message, StringComparison.Ordinal);
    }

    private static Problem Refused(ModelOptions options) =>
        Assert.Single(Assert.Throws<RicapException>(() => ModelCatalog.Check(options)).Problems);

    private static string Hash(ImageModel model)
    {
        var hash = new XxHash128();
        foreach (SafeTensor tensor in ModelWeights.Of(model))
        {
            hash.Append(tensor.Data.Span);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
