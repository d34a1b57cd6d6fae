using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Optimisers;
using Ricap.Train.Runtime;
using TorchSharp;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Training;

/// <summary>What learns: a network on its device, what of it trains, and the optimiser that changes it. Owns them.</summary>
internal sealed class Learner : IDisposable
{
    private readonly OwnedThings _owned;
    private readonly Bfloat16Twin? _twin;

    private Learner(OwnedThings owned, Network model, LoadedWeights? loaded, Freezing freezing, Bfloat16Twin? twin, Optimiser optimiser) =>
        (_owned, Model, Loaded, Freezing, _twin, Optimiser) = (owned, model, loaded, freezing, twin, optimiser);

    /// <summary>The network, with float weights.</summary>
    public Network Model { get; }

    /// <summary>What was taken from <see cref="TrainOptions.Init"/>; null if nothing.</summary>
    public LoadedWeights? Loaded { get; }

    /// <summary>What the initial weights were trained with; null if they are random, or nobody knows.</summary>
    public PixelStatistics? TrainedWith => Loaded?.TrainedWith ?? (Model as ImageModel)?.TrainedWith;

    /// <summary>What does not train.</summary>
    public Freezing Freezing { get; }

    /// <summary>The optimiser.</summary>
    public Optimiser Optimiser { get; }

    /// <summary>Makes network and optimiser.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="data">What it is to learn from.</param>
    /// <param name="device">Where.</param>
    /// <exception cref="RicapException">An option is out of range, or network, weights and images do not fit.</exception>
    public static Learner Create(TrainOptions options, RunData data, torch.Device device) => OwnedThings.Make(owned =>
    {
        Func<Network> make = Maker(options, data);
        if (options.Network is not null)
        {
            NetworkProbe.Try(make, options, data, device);
        }

        Network model = owned.Add(make());
        LoadedWeights? loaded = options.Init is { } init ? ModelWeights.Load(model, init) : null;
        model.to(device);
        Freezing freezing = Freeze(model, options);
        freezing.Train();
        RequireFit(model, data);
        Bfloat16Twin? twin = owned.Add(options.Bf16 ? new Bfloat16Twin(model, make(), device) : null);
        return new Learner(owned, model, loaded, freezing, twin, owned.Add(Optimiser.Create(options.Optimiser, model)));
    });

    /// <summary>Logits of normalised float [N,H,W,3].</summary>
    public Tensor Forward(Tensor batch) => _twin?.Forward(batch) ?? Networks.ForwardNhwc(Model, batch);

    /// <summary>One step of the optimiser along the gradients of the last backward pass.</summary>
    public void Step(double rate)
    {
        _twin?.BeforeStep();
        Optimiser.Step(rate);
        _twin?.AfterStep();
    }

    /// <summary>Takes over weights that were set from outside.</summary>
    public void Reload() => _twin?.Load();

    public void Dispose() => _owned.Dispose();

    /// <summary>Freezes what the options say.</summary>
    internal static Freezing Freeze(Network model, TrainOptions options) =>
        options.FreezeUntil is { } layer ? Freezing.FreezeUntil(model, layer) : Freezing.None(model);

    /// <summary>Makes the network, the same weights each time: a program's own draws them from libtorch's generator.</summary>
    private static Func<Network> Maker(TrainOptions options, RunData data)
    {
        if (options.Network is { } own)
        {
            return () =>
            {
                torch.random.manual_seed(unchecked((long)data.Plan.Seed));
                return own(data.Classes.Count);
            };
        }

        var model = new ModelOptions { Name = options.Model, Classes = data.Classes.Count, Seed = data.Plan.Seed, Dropout = options.Dropout };
        return () => ModelCatalog.Create(model);
    }

    private static void RequireFit(Network network, RunData data)
    {
        if (network is not ImageModel model)
        {
            return; // it was tried
        }

        (int width, int height) = (data.Plan.Width, data.Plan.Height);
        if (Math.Min(width, height) < model.MinSide)
        {
            throw TrainProblems.TooSmall(data.Train.Dataset, model.Options.Name, model.MinSide);
        }

        if (model.Misfit(width, height) is { } misfit)
        {
            throw new RicapException(misfit);
        }

        if (TrainProblems.HasLoneImage(data.Images, data.Plan.Batch) && model.NeedsTwoImages(width, height))
        {
            throw TrainProblems.LoneImage(model.Options.Name, data.Images, data.Plan);
        }
    }
}
