using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Optimisers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Optimisers;

/// <summary>Groups and clipping, held to numbers of PyTorch's parameter groups and <c>clip_grad_norm_</c>.</summary>
public sealed class ParameterGroupTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static TheoryData<string> Names => [.. References.Select(r => r.GetProperty("name").GetString()!)];

    private static JsonElement[] References { get; } = [.. Formula.Read("training.json").GetProperty("groups").EnumerateArray()];

    [TorchTheory]
    [MemberData(nameof(Names))]
    public void Steps_equal_PyTorchs(string name)
    {
        JsonElement reference = References.Single(r => r.GetProperty("name").GetString() == name);
        using var scope = NewDisposeScope();
        using var module = new Grouped();
        SetAll(module, (key, parameter) => parameter.copy_(Of(key, parameter)));
        using var optimiser = Optimiser.Create(reference.GetProperty("options").Deserialize<OptimiserOptions>(Web)!, module, "head");
        for (int step = 0; step < reference.GetProperty("steps").GetInt32(); step++)
        {
            SetAll(module, (key, parameter) => parameter.grad = Of($"{key}.grad.{step}", parameter));
            optimiser.Step(0.1);
        }

        SetAll(module, (key, parameter) => Formula.Near(reference.GetProperty("parameters").GetProperty(key).Floats(), parameter, 2e-6, $"{name} {key}"));
    }

    /// <summary>PyTorch's <c>set_weight_decay</c> of torchvision finds the same ones by the layers' types.</summary>
    [TorchFact]
    public void Normalisation_layers_are_found_by_their_shape()
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "resnet18", Classes = 10 });
        string[] NotDecaying(NoDecay no) =>
            [.. ParameterGroups.Of(model, new OptimiserOptions { NoDecay = no }, model.HeadName).Where(p => !p.Group.Decays).Select(p => p.Name)];
        string[] norms = [.. model.named_parameters().Select(p => p.name).Where(n => n.Contains("bn", StringComparison.Ordinal) || n.Contains("downsample.1", StringComparison.Ordinal))];
        string[] biases = [.. model.named_parameters().Select(p => p.name).Where(n => n.EndsWith("bias", StringComparison.Ordinal))];
        Assert.Equal(40, norms.Length);
        Assert.Empty(NotDecaying(NoDecay.None));
        Assert.Equal(norms, NotDecaying(NoDecay.Norm));
        Assert.Equal(biases, NotDecaying(NoDecay.Bias));
        Assert.Equal([.. norms, "fc.bias"], NotDecaying(NoDecay.Norm | NoDecay.Bias));
    }

    [TorchFact]
    public void The_backbone_is_all_but_the_head()
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10 });
        var options = new OptimiserOptions { BackboneRate = 0.5 };
        Assert.Equal(["fc.weight", "fc.bias"], ParameterGroups.Of(model, options, model.HeadName).Where(p => p.Group.Factor == 1).Select(p => p.Name));
        Assert.All(ParameterGroups.Of(model, options, null), p => Assert.Equal(1, p.Group.Factor));
    }

    /// <summary>The last layer has the whole rate, and each stage before it half of that of the one behind.</summary>
    [TorchTheory]
    [InlineData("resnet18", "conv1,bn1 1/32;layer1 1/16;layer2 1/8;layer3 1/4;layer4 1/2;fc 1")]
    [InlineData("densenet121",
        "features.conv0,features.norm0 1/256;features.denseblock1 1/128;features.transition1 1/64;features.denseblock2 1/32;features.transition2 1/16;"
        + "features.denseblock3 1/8;features.transition3 1/4;features.denseblock4,features.norm5 1/2;classifier 1")]
    public void The_rate_decays_stage_by_stage(string name, string stages)
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = name, Classes = 10 });
        Dictionary<string, double> expected = stages.Split(';').Select(stage => stage.Split(' '))
            .SelectMany(stage => stage[0].Split(',').Select(prefix => (prefix, Factor: 1.0 / int.Parse(stage[1].Split('/')[^1], CultureInfo.InvariantCulture))))
            .ToDictionary(p => p.prefix, p => p.Factor);
        Assert.All(ParameterGroups.Of(model, new OptimiserOptions { LayerDecay = 0.5 }, model.HeadName), p => Assert.Equal(
            expected.Single(e => p.Name.StartsWith(e.Key + ".", StringComparison.Ordinal)).Value, p.Group.Factor));
        Assert.Equal(0.1 / 2, ParameterGroups.Of(model, new OptimiserOptions { LayerDecay = 0.5, BackboneRate = 0.1 }, model.HeadName).Max(p => p.Group.Factor < 1 ? p.Group.Factor : 0));
    }

    [Fact]
    public void Values_out_of_range_are_named() => Assert.Equal(
        ["--backbone-lr 1.5 must lie in 0..1", "--clip -1 must be 0 (none) or above"],
        Assert.Throws<RicapException>(new OptimiserOptions { BackboneRate = 1.5, Clip = -1 }.Validated).Problems.Select(p => p.Message));

    [TorchFact]
    public void Groups_have_the_state_of_one_optimiser()
    {
        using var module = new Grouped();
        using var plain = Optimiser.Create(new OptimiserOptions(), module, "head");
        using var grouped = Optimiser.Create(new OptimiserOptions { NoDecay = NoDecay.Bias, BackboneRate = 0.1 }, module, "head");
        IReadOnlyList<SafeTensor> state = grouped.SaveState();
        Assert.Equal(plain.SaveState().Select(t => t.Name), state.Select(t => t.Name));
        plain.RestoreState(state.ToDictionary(t => t.Name));
    }

    private static Tensor Of(string name, Parameter like) => tensor(Formula.Numbers(name, like.numel())).reshape(like.shape);

    private static void SetAll(nn.Module module, Action<string, Parameter> set)
    {
        using IDisposable quiet = no_grad();
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            set(name, parameter);
        }
    }

    private sealed class Grouped : nn.Module<Tensor, Tensor>
    {
#pragma warning disable IDE1006 // the fields' names are the layers'
        private readonly LayerNorm norm = nn.LayerNorm(5);
        private readonly Linear head = nn.Linear(5, 3);
#pragma warning restore IDE1006

        public Grouped()
            : base(nameof(Grouped)) => RegisterComponents();

        public override Tensor forward(Tensor input) => head.forward(norm.forward(input));
    }
}
