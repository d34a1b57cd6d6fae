using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ricap.Planning;
using Ricap.Train.Data;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using Ricap.Train.Optimisers;
using Ricap.Train.Runtime;
using Ricap.Train.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ricap.Train.Cli;

/// <summary>Whether a device computes what it should: it learns a few images by heart, mixes the CPU's bytes, and comes to its logits.</summary>
internal static class DeviceCheck
{
    private const int Steps = 4;
    private const int Classes = 10;

    /// <summary>Of the largest logit, how far others may be off: TF32 keeps 10 bits, and eighteen layers add up.</summary>
    private const double Tolerance = 0.02;

    /// <summary>A few steps of <c>small</c> on noise: the loss must fall.</summary>
    /// <param name="name">The device's name.</param>
    /// <param name="device">The device.</param>
    /// <param name="bf16">Whether in bfloat16, as <c>--bf16</c> does.</param>
    /// <returns>How the loss went, and how long it took.</returns>
    /// <exception cref="RicapException">It does not fall, or the device cannot do it.</exception>
    public static string Train(string name, Device device, bool bf16) => Guard(name, () =>
    {
        using var scope = NewDisposeScope();
        using ImageModel model = Make("small", device);
        using Bfloat16Twin? twin = bf16 ? new Bfloat16Twin(model, Make("small", device), device) : null;
        using var optimiser = Optimiser.Create(new OptimiserOptions(), model);
        Tensor images = Noise(8, 32).to(device);
        Tensor targets = nn.functional.one_hot(arange(8), Classes).to(ScalarType.Float32).to(device);
        var losses = new List<float>();
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < Steps; i++)
        {
            optimiser.ZeroGrad();
            Tensor loss = RicapLoss.Forward(twin?.Forward(images) ?? model.ForwardNhwc(images), targets);
            loss.backward();
            twin?.AfterBackward(isFirst: true);
            twin?.BeforeStep();
            optimiser.Step(0.05);
            twin?.AfterStep();
            losses.Add(loss.item<float>());
        }

        string course = string.Join(" -> ", losses.Select(l => l.ToString("0.000", CultureInfo.InvariantCulture)));
        return losses.All(float.IsFinite) && losses[^1] < losses[0]
            ? $"{course} in {watch.Elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms"
            : throw new RicapException(Problem.Error(
                ProblemCodes.TrainingDiverged, name, $"a training step does not train: the loss went {course}; this libtorch does not fit this machine"));
    });

    /// <summary>The same work there and on the CPU, where tensors lie as [N,C,H,W]: libtorch's plainest road.</summary>
    /// <returns>What agrees.</returns>
    /// <exception cref="RicapException">Something does not.</exception>
    public static string Compare(string name, Device device) => Guard(name, () =>
    {
        if (LayoutProbe.Take().Difference() is { } layout)
        {
            throw new RicapException(TorchProblems.OtherLayout(TorchRuntime.Load().Folder, layout));
        }

        using var scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor floats = Noise(4, 32);
        using Scalar middle = 127L.ToScalar();
        Tensor bytes = floats.mul(middle).add(middle, Numbers.One).to(uint8);
        (Tensor pixels, Tensor targets) = Mixed(bytes, CPU);
        (Tensor pixelsThere, Tensor targetsThere) = Mixed(bytes, device);
        Require(pixels.equal(pixelsThere.cpu()).all().item<bool>(), "it mixes other bytes than the CPU");
        Require(targets.equal(targetsThere.cpu()).all().item<bool>(), "it mixes other labels than the CPU");
        Require(Normalised(bytes, CPU).equal(Normalised(bytes, device).cpu()).all().item<bool>(), "it normalises to other floats than the CPU");

        using ImageModel here = Make("resnet18", CPU);
        using ImageModel there = Make("resnet18", device);
        here.eval();
        there.eval();
        Tensor expected = here.forward(floats.permute(0, 3, 1, 2).contiguous());
        Tensor found = there.ForwardNhwc(floats.to(device)).cpu();
        double off = (found - expected).abs().max().item<float>() / expected.abs().max().item<float>();
        Require(off < Tolerance, $"its logits are off by {Percent(off)} of the largest");
        return $"memory layout, mixed bytes, normalised floats; logits within {Percent(off)}";

        void Require(bool holds, string otherwise)
        {
            if (!holds)
            {
                throw Differs(name, otherwise, null);
            }
        }
    });

    private static (Tensor Images, Tensor Targets) Mixed(Tensor bytes, Device device)
    {
        var mix = new OnlineRicap(Classes, BetaSchedule.Constant(1), seed: 1, flip: true, shift: 3);
        using MixedBatch batch = mix.Mix(bytes.permute(0, 3, 1, 2).to(device), arange(bytes.shape[0]).to(device), 0, 0);
        return (batch.Images.clone(), batch.Targets.clone());
    }

    private static Tensor Normalised(Tensor bytes, Device device)
    {
        using var normaliser = new PixelNormaliser([0.4, 0.5, 0.6], [0.2, 0.3, 0.25], device);
        return normaliser.Apply(bytes.to(device)).clone();
    }

    private static ImageModel Make(string name, Device device)
    {
        ImageModel model = ModelCatalog.Create(new ModelOptions { Name = name, Classes = Classes });
        Networks.Place(model, device);
        return model;
    }

    /// <summary>Floats [n,side,side,3] in −1..1 that look like nothing, and are the same everywhere.</summary>
    private static Tensor Noise(int n, int side)
    {
        using Scalar wild = 1000L.ToScalar();
        return linspace(-1, 1, n * side * side * 3).mul(wild).sin().reshape(n, side, side, 3);
    }

    private static string Guard(string name, Func<string> check)
    {
        try
        {
            return TorchMemory.Guard(name, check);
        }
        catch (ExternalException e)
        {
            throw Differs(name, $"it cannot compute: {e.Message.Split('\n')[0].Trim()}", e);
        }
    }

    private static RicapException Differs(string name, string what, Exception? cause) =>
        new(Problem.Error(ProblemCodes.DeviceDiffers, name, $"{what}; this libtorch, or its driver, does not fit this machine"), cause);

    private static string Percent(double share) => share.ToString("0.0000 %", CultureInfo.InvariantCulture);
}
