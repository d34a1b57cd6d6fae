using System.Globalization;

namespace Ricap.Train.Optimisers;

/// <summary>How parameters follow their gradients.</summary>
public enum OptimiserKind
{
    /// <summary>Stochastic gradient descent with momentum, Nesterov's or plain.</summary>
    Sgd,

    /// <summary>RMSprop: gradients divided by the root of their running mean square.</summary>
    RmsProp,

    /// <summary>Adam with decoupled weight decay.</summary>
    AdamW,
}

/// <summary>An optimiser's constants; the learning rate is not among them, it comes with each step.</summary>
public sealed record OptimiserOptions
{
    /// <summary>Which one.</summary>
    public OptimiserKind Kind { get; init; } = OptimiserKind.Sgd;

    /// <summary>SGD: how much of the last step stays in the next, 0 to below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>SGD: look ahead along the momentum; needs one.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>
    /// Decay of all parameters towards 0, from 0 to below 1: added to the gradient (SGD, RMSprop), or taken off the
    /// parameter by learning rate × this (AdamW). Biases and normalisation layers decay as well, as in the paper's code, but for <see cref="NoDecay"/>.
    /// </summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>RMSprop: how much of the mean square stays, 0 to below 1. 0.9 as in Keras and TensorFlow; PyTorch's default is 0.99.</summary>
    public double Alpha { get; init; } = 0.9;

    /// <summary>AdamW: how much of the mean stays, 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW: how much of the mean square stays, 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>RMSprop, AdamW: added to the root, above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>What does not decay.</summary>
    public NoDecay NoDecay { get; init; }

    /// <summary>What the learning rate is multiplied by for all that is before the last layer, 0 to 1: less than 1 where it begins with trained weights.</summary>
    public double BackboneRate { get; init; } = 1;

    /// <summary>
    /// What the learning rate is multiplied by once more for each stage that lies further before the last layer, 0 to 1, as timm's layer decay; a stage is
    /// what parameters' names begin with, such as <c>layer3</c>. <see cref="BackboneRate"/> multiplies all of them besides.
    /// </summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>The largest norm of all gradients together, above which they are scaled down to it; 0 for any.</summary>
    public double Clip { get; init; }

    /// <summary>Gives these options back if every one is in its range.</summary>
    /// <exception cref="RicapException">One problem for each that is not.</exception>
    public OptimiserOptions Validated()
    {
        var problems = new List<Problem>();
        BelowOne("momentum", Momentum);
        BelowOne("weight-decay", WeightDecay);
        BelowOne("alpha", Alpha);
        BelowOne("beta1", Beta1);
        BelowOne("beta2", Beta2);
        if (!(Epsilon > 0 && double.IsFinite(Epsilon)))
        {
            problems.Add(Invalid("epsilon", Epsilon, "must be above 0"));
        }

        UpToOne("backbone-lr", BackboneRate);
        UpToOne("layer-decay", LayerDecay);

        if (!(Clip >= 0 && double.IsFinite(Clip)))
        {
            problems.Add(Invalid("clip", Clip, "must be 0 (none) or above"));
        }

        if (Kind == OptimiserKind.Sgd && Nesterov && Momentum == 0)
        {
            problems.Add(Invalid("momentum", Momentum, "must be above 0 with Nesterov's look-ahead"));
        }

        return problems.Count == 0 ? this : throw new RicapException(problems);

        void UpToOne(string name, double value)
        {
            if (!(value >= 0 && value <= 1))
            {
                problems.Add(Invalid(name, value, "must lie in 0..1"));
            }
        }

        void BelowOne(string name, double value)
        {
            if (!(value >= 0 && value < 1))
            {
                problems.Add(Invalid(name, value, "must lie in 0..1 (below 1)"));
            }
        }
    }

    private static Problem Invalid(string name, double value, string rule) =>
        Problem.InvalidOption($"{new OptionName(name, value.ToString("R", CultureInfo.InvariantCulture))} {rule}");
}

/// <summary>A published way of training: optimiser, learning rate by epoch, batch size and length.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Optimiser">The optimiser's constants.</param>
/// <param name="LearningRate">The learning rate by epoch, its epochs in percent of all, so that a shorter run has all of its steps.</param>
/// <param name="Batch">Samples a batch.</param>
/// <param name="Epochs">Epochs in all.</param>
internal sealed record TrainingRecipe(
    string Name, OptimiserOptions Optimiser, string LearningRate, int Batch, int Epochs)
{
    /// <summary>The recipes there are.</summary>
    public static IReadOnlyList<TrainingRecipe> All { get; } =
    [
        // Takahashi et al., section 4.1 (WRN-28-10 on CIFAR): the rate is multiplied by 0.2 after 60, 120 and 160 epochs.
        new("paper", new OptimiserOptions(), "step:0.1,0.02@30%,0.004@60%,0.0008@80%", 128, 200),

        // After the seed post, which fine-tuned DenseNet121 at this rate. Its optimiser was TensorFlow's RMSPropOptimizer at batch
        // 1,024: there ε (1e-10) is added inside the root and the mean square begins at 1, so its first steps are smaller.
        new(
            "rmsprop",
            new OptimiserOptions { Kind = OptimiserKind.RmsProp, WeightDecay = 0, Epsilon = 1e-7 },
            "constant:0.0001",
            128,
            100),
        new(
            "adamw",
            new OptimiserOptions { Kind = OptimiserKind.AdamW, WeightDecay = 0.01 },
            "cosine:0.001..0@0%..100%",
            128,
            100),
    ];

    /// <summary>A recipe by its name.</summary>
    /// <exception cref="RicapException">There is none of that name.</exception>
    public static TrainingRecipe Named(string name) =>
        All.FirstOrDefault(r => r.Name == name)
        ?? throw new RicapException(Problem.InvalidOption(
            $"{new OptionName("recipe")} '{name}' is none of {string.Join(", ", All.Select(r => r.Name))}"));
}
