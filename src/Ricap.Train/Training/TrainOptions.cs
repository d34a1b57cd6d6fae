using Ricap.Train.Data;
using Ricap.Train.Optimisers;
using Ricap.Train.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Training;

/// <summary>Everything a run is made from. Immutable; made and validated by <see cref="TrainOptionTable.Parse"/>.</summary>
public sealed record TrainOptions
{
    /// <summary>The folder of the data set to train from.</summary>
    public required string Data { get; init; }

    /// <summary>The folder of the data set to test on, all of it; null for none.</summary>
    public string? Test { get; init; }

    /// <summary>The folder of the data set that the best epoch is picked by; null for none.</summary>
    public string? Validation { get; init; }

    /// <summary>The percentage of each class's training images that is held back to pick the best epoch by, above 0, to 90; null for none.</summary>
    public decimal? ValidationPercent { get; init; }

    /// <summary>The part of the data set's images that is tested on, in the place of <see cref="Test"/>; the others are trained on. Null: all are trained on.</summary>
    public Data.Fold? Fold { get; init; }

    /// <summary>Epochs in a row without a better validation after which the run ends; 0 = it does not.</summary>
    public int Patience { get; init; }

    /// <summary>The first epoch whose samples are flipped and shifted and no more, from 0; null: there is none.</summary>
    public int? MixUntil { get; init; }

    /// <summary>What a class's part in the loss is.</summary>
    public ClassWeighting ClassWeights { get; init; }

    /// <summary>The folder of the run's files.</summary>
    public required string Output { get; init; }

    /// <summary>The model's name, out of <see cref="Models.ModelCatalog.Grammar"/>.</summary>
    public string Model { get; init; } = "small";

    /// <summary>
    /// Makes a network of a program's own, in the place of <see cref="Model"/>, for a number of classes C: float [N,3,H,W], which may be
    /// channels-last in memory, to logits [N,C]. Null: <see cref="Model"/> is trained.
    /// </summary>
    /// <remarks>
    /// It is called after libtorch's generator was set to the seed, once or more, and gives another network each time, with the same
    /// layers; they are the trainer's. Files and messages call it by the name of its class.
    /// </remarks>
    public Func<int, torch.nn.Module<Tensor, Tensor>>? Network { get; init; }

    /// <summary>The chance of a value being dropped, for <c>wrn</c> models.</summary>
    public double Dropout { get; init; }

    /// <summary>A safetensors or .pth file of initial weights; null: made from the seed.</summary>
    public string? Init { get; init; }

    /// <summary>What pixels are normalised by.</summary>
    internal Normalisation Normalise { get; init; } = Normalisation.Auto;

    /// <summary>The first layer that trains; null: all do.</summary>
    public string? FreezeUntil { get; init; }

    /// <summary>Epochs in all, from 1.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>How samples are planned where that is not as the data set was rendered: option names and values. Its <c>seed</c> is the key of the initial weights too.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Plan { get; init; } = [];

    /// <summary>The optimiser's constants.</summary>
    public OptimiserOptions Optimiser { get; init; } = new();

    /// <summary>The learning rate by epoch.</summary>
    public required LearningRateSchedule LearningRate { get; init; }

    /// <summary>Whether the schedule is asked for the epoch's number or for each step's place in the run.</summary>
    public LearningRateUnit LearningRateUnit { get; init; }

    /// <summary>Epochs, and parts of one, over which the rate rises to the schedule's, from step to step; 0 for none.</summary>
    public double Warmup { get; init; }

    /// <summary>What the rate of the warm-up's first step is multiplied by, 0 to 1.</summary>
    public double WarmupFrom { get; init; } = 0.01;

    /// <summary>Batches a step, from 1.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The share of each label that is spread over all classes while training, 0 to below 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How much of the weights' moving average stays at each step, 0 to below 1; 0 for no average. It is what is tested and exported.</summary>
    public double Ema { get; init; }

    /// <summary>The device's name.</summary>
    public string Device { get; init; } = DeviceName.Cpu;

    /// <summary>How batches get there.</summary>
    public FeedOptions Feed { get; init; } = new();

    /// <summary>Whether GPUs multiply matrices in TF32, with 10 bits of mantissa, as they do convolutions.</summary>
    public bool Tf32 { get; init; }

    /// <summary>Whether convolutions and the linear layer run in bfloat16, with float weights behind them.</summary>
    public bool Bf16 { get; init; }

    /// <summary>Test after every so many epochs, and after the last; from 1.</summary>
    public int TestEvery { get; init; } = 1;

    /// <summary>Seconds between checkpoints within an epoch; one is written after each epoch besides.</summary>
    public int CheckpointSeconds { get; init; } = 60;

    /// <summary>Whether to go on from the checkpoint in <see cref="Output"/>, if there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether a run that is there is begun anew.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>What a class's part in the loss is.</summary>
public enum ClassWeighting
{
    /// <summary>That of its images.</summary>
    None,

    /// <summary>The same for all classes: n / (C·n_c) for each image of a class that n_c of n training images are of.</summary>
    Balanced,
}
