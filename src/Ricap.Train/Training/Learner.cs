using Ricap.Train.Data;
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
    private readonly StepRate _rate;

    private Learner(OwnedThings owned, TrainOptions options, Network model, LoadedWeights? loaded, Freezing freezing, Bfloat16Twin? twin)
    {
        (_owned, Model, Loaded, Freezing, _twin) = (owned, model, loaded, freezing, twin);
        _rate = new StepRate(options.LearningRate, options.LearningRateUnit, options.Warmup, options.WarmupFrom);
        Optimiser = owned.Add(Optimiser.Create(options.Optimiser, model, Networks.HeadOf(model)));
        Average = owned.Add(options.Ema > 0 ? new WeightAverage(model, options.Ema) : null);
    }

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

    /// <summary>The average of the weights; null for none.</summary>
    public WeightAverage? Average { get; }

    /// <summary>Which batches make a step together.</summary>
    public required StepsOfEpoch Steps { get; init; }

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
        Networks.Place(model, device);
        Freezing freezing = Freeze(model, options);
        freezing.Train();
        RequireFit(model, data);
        Bfloat16Twin? twin = owned.Add(options.Bf16 ? new Bfloat16Twin(model, make(), device) : null);
        return new Learner(owned, options, model, loaded, freezing, twin) { Steps = new StepsOfEpoch(data.Images, data.Plan.Batch, options.Accumulate) };
    });

    /// <summary>Logits of normalised float [N,H,W,3].</summary>
    public Tensor Forward(Tensor batch) => _twin?.Forward(batch) ?? Networks.ForwardNhwc(Model, batch);

    /// <summary>Logits of normalised float [N,H,W,3] by the float weights, which are the ones that are kept: how <c>eval</c> and everybody else will see them.</summary>
    public Tensor Predict(Tensor batch) => Networks.ForwardNhwc(Model, batch);

    /// <summary>The learning rate of the step that a batch is part of.</summary>
    public double Rate(int epoch, int batch) => _rate.At(epoch, Steps.StepOf(batch), Steps.Steps);

    /// <summary>Adds the gradients of a batch to its step's.</summary>
    /// <param name="loss">The batch's mean loss.</param>
    /// <param name="batch">The batch.</param>
    public void Backward(Tensor loss, TrainBatch batch)
    {
        using HiddenCaches.Turned turned = Networks.Rely(Model, bf16: _twin is not null);
        bool isFirst = Steps.Begins(batch.Number);
        if (isFirst)
        {
            Optimiser.ZeroGrad();
        }

        if (Steps.Accumulate == 1)
        {
            loss.backward();
        }
        else
        {
            using Scalar share = Steps.ShareOf(batch.Number, batch.Count).ToScalar(); // held by the using: see Numbers
            using Tensor part = loss.mul(share);
            part.backward();
        }

        _twin?.AfterBackward(isFirst);
    }

    /// <summary>One step of the optimiser along the gradients of the step's batches.</summary>
    public void Step(double rate)
    {
        _twin?.BeforeStep();
        Optimiser.Step(rate);
        _twin?.AfterStep();
        Average?.Update();
    }

    /// <summary>Does something with the weights that are tested and exported: while their average, if there is one, is in their place.</summary>
    public T WithAverage<T>(Func<T> action)
    {
        if (Average is null)
        {
            return action();
        }

        try
        {
            using (Average.InPlace())
            {
                Reload();
                return action();
            }
        }
        finally
        {
            Reload();
        }
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
