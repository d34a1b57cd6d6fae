using Ricap.Train.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Optimisers;

// A TorchSharp Scalar is a native object with a finalizer, made anew by each conversion from a double: so the constants are
// made once an optimiser, and the ones that follow the learning rate once a step and group, not once a parameter and operation.

/// <summary>SGD as PyTorch does it: g += decay·p; m = μ·m + g; Nesterov: g += μ·m, else g = m; p −= rate·g.</summary>
internal sealed class SgdOptimiser(OptimiserOptions options, torch.nn.Module model, string? head)
    : Optimiser(options, model, head, options.Momentum > 0 ? ["momentum"] : [])
{
    private readonly Scalar _decay = options.WeightDecay.ToScalar();
    private readonly Scalar _momentum = options.Momentum.ToScalar();
    private Scalar _minusRate = 0.0.ToScalar();
    private bool _decays;

    private protected override void BeginStep(double learningRate, bool decays)
    {
        _decays = decays && Options.WeightDecay > 0;
        Replace(ref _minusRate, -learningRate);
    }

    private protected override void Update(Parameter parameter, Tensor gradient, Tensor[] slots)
    {
        if (_decays)
        {
            gradient.add_(parameter, _decay);
        }

        Tensor direction = gradient;
        if (slots is [Tensor momentum])
        {
            // PyTorch begins with m = g; from zeros μ·0 + g is the same, to the bit.
            momentum.mul_(_momentum).add_(gradient, Numbers.One);
            direction = Options.Nesterov ? gradient.add_(momentum, _momentum) : momentum;
        }

        parameter.add_(direction, _minusRate);
    }
}

/// <summary>RMSprop as PyTorch does it: g += decay·p; s = α·s + (1−α)·g²; p −= rate·g / (√s + ε); s begins at 0.</summary>
internal sealed class RmsPropOptimiser(OptimiserOptions options, torch.nn.Module model, string? head)
    : Optimiser(options, model, head, "square")
{
    private readonly Scalar _decay = options.WeightDecay.ToScalar();
    private readonly Scalar _alpha = options.Alpha.ToScalar();
    private readonly Scalar _rest = (1 - options.Alpha).ToScalar();
    private readonly Scalar _epsilon = options.Epsilon.ToScalar();
    private Scalar _minusRate = 0.0.ToScalar();
    private bool _decays;

    private protected override void BeginStep(double learningRate, bool decays)
    {
        _decays = decays && Options.WeightDecay > 0;
        Replace(ref _minusRate, -learningRate);
    }

    private protected override void Update(Parameter parameter, Tensor gradient, Tensor[] slots)
    {
        if (_decays)
        {
            gradient.add_(parameter, _decay);
        }

        slots[0].mul_(_alpha).addcmul_(gradient, gradient, _rest);
        parameter.addcdiv_(gradient, slots[0].sqrt().add_(_epsilon, Numbers.One), _minusRate);
    }
}

/// <summary>AdamW as PyTorch does it, bias corrections in doubles on the host.</summary>
internal sealed class AdamWOptimiser(OptimiserOptions options, torch.nn.Module model, string? head)
    : Optimiser(options, model, head, "mean", "square")
{
    private readonly Scalar _beta1 = options.Beta1.ToScalar();
    private readonly Scalar _rest1 = (1 - options.Beta1).ToScalar();
    private readonly Scalar _beta2 = options.Beta2.ToScalar();
    private readonly Scalar _rest2 = (1 - options.Beta2).ToScalar();
    private readonly Scalar _epsilon = options.Epsilon.ToScalar();
    private Scalar _shrink = 0.0.ToScalar();
    private Scalar _rootCorrection = 0.0.ToScalar();
    private Scalar _minusRate = 0.0.ToScalar();

    private protected override void BeginStep(double learningRate, bool decays)
    {
        Replace(ref _shrink, decays ? 1 - (learningRate * Options.WeightDecay) : 1);
        Replace(ref _rootCorrection, Math.Sqrt(1 - Power(Options.Beta2, Steps)));
        Replace(ref _minusRate, -learningRate / (1 - Power(Options.Beta1, Steps)));
    }

    private protected override void Update(Parameter parameter, Tensor gradient, Tensor[] slots)
    {
        parameter.mul_(_shrink);
        slots[0].mul_(_beta1).add_(gradient, _rest1);
        slots[1].mul_(_beta2).addcmul_(gradient, gradient, _rest2);
        parameter.addcdiv_(slots[0], slots[1].sqrt().div_(_rootCorrection).add_(_epsilon, Numbers.One), _minusRate);
    }

    /// <summary>x to a whole power by squaring: the same on every machine, which the C library's pow is not.</summary>
    private static double Power(double x, long n)
    {
        double result = 1;
        for (; n > 0; n >>= 1, x *= x)
        {
            result *= (n & 1) == 1 ? x : 1;
        }

        return result;
    }
}
