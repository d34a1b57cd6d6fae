using System.Runtime.InteropServices;
using Ricap.Train.Models;
using Ricap.Train.Runtime;
using TorchSharp;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Training;

/// <summary>Tries a program's own network on one image, for nobody says what it takes and gives; on an instance that is not trained.</summary>
internal static class NetworkProbe
{
    /// <summary>Runs an image through a network as it will be evaluated and, if an epoch has a batch of one image, as it will be trained.</summary>
    /// <param name="make">Makes the network.</param>
    /// <param name="options">The run's.</param>
    /// <param name="data">What it is to learn from.</param>
    /// <param name="device">Where.</param>
    /// <exception cref="RicapException">It does not take the images, or does not give one logit for each class.</exception>
    public static void Try(Func<Network> make, TrainOptions options, RunData data, torch.Device device)
    {
        using Network network = make();
        network.to(device);
        Freezing freezing = Learner.Freeze(network, options);
        using IDisposable quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Tensor image = torch.zeros([1, data.Plan.Height, data.Plan.Width, 3], device: device);
        network.eval();
        long[] shape = Run(network, image).shape;
        if (!shape.SequenceEqual([1, data.Classes.Count]))
        {
            throw Misfit($"'{Networks.NameOf(network)}' gives [{string.Join(',', shape)}] for one image of {data.Plan.Width}x{data.Plan.Height}, not the logits [1,{data.Classes.Count}] of {Counted.Of(data.Classes.Count, "class", "classes")}", null);
        }

        if (TrainProblems.HasLoneImage(data.Images, data.Plan.Batch))
        {
            freezing.Train();
            Run(network, image);

            // libtorch normalises one value by a variance of 0/0 and says nothing.
            if (network.state_dict().Values.Any(tensor => !Numbers.Read<bool>(tensor.isfinite().all())))
            {
                throw TrainProblems.LoneImage(Networks.NameOf(network), data.Images, data.Plan);
            }
        }
    }

    private static Tensor Run(Network network, Tensor image)
    {
        try
        {
            return Networks.ForwardNhwc(network, image);
        }
        catch (Exception e) when (e is ExternalException or ArgumentException or InvalidOperationException)
        {
            string mode = network.training ? "does not train on a batch of one image" : "does not take an image";
            throw Misfit($"'{Networks.NameOf(network)}' {mode} of {image.shape[2]}x{image.shape[1]}: {e.Message.Split('\n')[0].Trim()}", e);
        }
    }

    private static RicapException Misfit(string message, Exception? cause) => new(Problem.Error(ProblemCodes.NetworkMisfit, null, message), cause);
}
