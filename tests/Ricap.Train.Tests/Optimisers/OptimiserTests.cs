using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Optimisers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Optimisers;

public sealed class OptimiserTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static TheoryData<string> Names => [.. References.Select(r => r.GetProperty("name").GetString()!)];

    public static TheoryData<string> Recipes => [.. TrainingRecipe.All.Select(r => r.Name)];

    private static JsonElement[] References { get; } = [.. Formula.Read("optimisers.json").GetProperty("optimisers").EnumerateArray()];

    [TorchTheory]
    [MemberData(nameof(Names))]
    public void Steps_equal_PyTorchs(string name)
    {
        JsonElement reference = References.Single(r => r.GetProperty("name").GetString() == name);
        using var scope = NewDisposeScope();
        using Linear layer = nn.Linear(5, 3);
        using (no_grad())
        {
            layer.weight.copy_(tensor(Formula.Numbers("weight", 15)).reshape(3, 5));
            layer.bias!.copy_(tensor(Formula.Numbers("bias", 3)));
        }

        using var optimiser = Optimiser.Create(reference.GetProperty("options").Deserialize<OptimiserOptions>(Web)!, layer);
        for (int step = 0; step < reference.GetProperty("steps").GetInt32(); step++)
        {
            layer.weight.grad = tensor(Formula.Numbers($"weight.grad.{step}", 15)).reshape(3, 5);
            layer.bias.grad = tensor(Formula.Numbers($"bias.grad.{step}", 3));
            optimiser.Step(step < 3 ? 0.1 : 0.05);
        }

        Formula.Near(reference.GetProperty("weight").Floats(), layer.weight, 1e-6, $"{name} weight");
        Formula.Near(reference.GetProperty("bias").Floats(), layer.bias, 1e-6, $"{name} bias");
    }

    [TorchTheory]
    [MemberData(nameof(Recipes))]
    public void A_run_resumed_from_files_ends_with_the_same_bytes(string recipe)
    {
        using var scratch = new Scratch();
        OptimiserOptions options = TrainingRecipe.Named(recipe).Optimiser;
        string whole = Run(0, 6, null, null);
        Run(0, 3, null, "half");
        Assert.Equal(whole, Run(3, 6, "half", null));

        string Run(int from, int to, string? load, string? save)
        {
            using var scope = NewDisposeScope();
            using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10, Seed = 5 });
            using var optimiser = Optimiser.Create(options, model);
            if (load is not null)
            {
                ModelWeights.Load(model, scratch[load]);
                optimiser.RestoreState(SafeTensors.Read(scratch[load + ".state"]).Tensors);
                Assert.Equal(from, optimiser.Steps);
            }

            for (int step = from; step < to; step++)
            {
                optimiser.ZeroGrad();
                Tensor images = Formula.Input(4, 32, 32) * (1 + (0.1 * step));
                RicapLoss.Forward(model.ForwardNhwc(images), Formula.Targets(4)).backward();
                optimiser.Step(0.01);
            }

            if (save is not null)
            {
                ModelWeights.Save(model, scratch[save]);
                SafeTensors.Write(scratch[save + ".state"], optimiser.SaveState());
            }

            return string.Concat(ModelWeights.Of(model).Concat(optimiser.SaveState()).Select(t => Convert.ToHexString(t.Data.Span)));
        }
    }

    [TorchFact]
    public void A_state_that_does_not_fit_is_refused_and_changes_nothing()
    {
        using Linear layer = nn.Linear(5, 3);
        using var sgd = Optimiser.Create(new OptimiserOptions(), layer);
        Dictionary<string, SafeTensor> state = sgd.SaveState().ToDictionary(t => t.Name);
        state.Remove("momentum.bias");
        state["momentum.weight"] = new SafeTensor("momentum.weight", SafeTensorType.F32, [15], new byte[60]);
        state["other"] = state["steps"];
        state["steps"] = new SafeTensor("steps", SafeTensorType.F32, [2], new byte[8]);
        var e = Assert.Throws<RicapException>(() => sgd.RestoreState(state, "file"));
        Assert.All(e.Problems, p => Assert.Equal((ProblemCodes.WeightsMismatch, "file"), (p.Code, p.Path)));
        Assert.Equal(
            [
                "optimiser state has no number 'steps'",
                "optimiser state has no 'momentum.weight' of F32 [3,5]",
                "optimiser state has no 'momentum.bias' of F32 [3]",
                "optimiser state has 'other', which this optimiser has not",
            ],
            e.Problems.Select(p => p.Message));
    }

    [TorchFact]
    public void State_made_inside_a_scope_outlives_it()
    {
        using Linear layer = nn.Linear(5, 3);
        Optimiser optimiser;
        using (NewDisposeScope())
        {
            optimiser = Optimiser.Create(new OptimiserOptions(), layer);
        }

        layer.weight.grad = ones(3, 5);
        optimiser.Step(0.1);
        Assert.Equal(3, optimiser.SaveState().Count);
        optimiser.Dispose();
    }

    [Fact]
    public void Options_out_of_range_are_named_together()
    {
        var options = new OptimiserOptions { Momentum = 1, WeightDecay = -0.1, Alpha = double.NaN, Beta1 = 2, Beta2 = -1, Epsilon = 0 };
        string[] messages = [.. Assert.Throws<RicapException>(options.Validated).Problems.Select(p => p.Message)];
        Assert.Equal(
            [
                "--momentum 1 must lie in 0..1 (below 1)",
                "--weight-decay -0.1 must lie in 0..1 (below 1)",
                "--alpha NaN must lie in 0..1 (below 1)",
                "--beta1 2 must lie in 0..1 (below 1)",
                "--beta2 -1 must lie in 0..1 (below 1)",
                "--epsilon 0 must be above 0",
            ],
            messages);
        Assert.Throws<RicapException>(() => new OptimiserOptions { Momentum = 0 }.Validated());
    }
}
