using Ricap.Train.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models;

/// <summary>What has to be known of a module to train it. Of ours it is told, of anybody's it is derived.</summary>
internal static class Networks
{
    /// <summary>What files and messages call it: the name among ours, or that of its class.</summary>
    public static string NameOf(Network network) => network is ImageModel model ? model.Options.Name : network.GetType().Name;

    /// <summary>What of it is a matter of options; nothing of a module that is none of ours.</summary>
    public static double DropoutOf(Network network) => network is ImageModel model ? model.Options.Dropout : 0;

    /// <summary>The graph of a network that was read from a file, see <see cref="ModelOptions.Graph"/>.</summary>
    public static byte[]? GraphOf(Network network) => (network as ImageModel)?.Options.Graph;

    /// <summary>The layer whose size follows the number of classes: the last linear one, or where there is none the last convolution; null without either.</summary>
    public static string? HeadOf(Network network)
    {
        if (network is ImageModel model)
        {
            return model.HeadName;
        }

        (string Name, torch.nn.Module Module)[] layers = [.. network.named_modules().Where(layer => layer.name.Length > 0)];
        return layers.LastOrDefault(layer => layer.Module is Linear).Name ?? layers.LastOrDefault(layer => layer.Module is Convolution).Name;
    }

    /// <summary>Moves a network to a device; the weights of ours are laid as they are faster there. Before an optimiser is made of them.</summary>
    public static void Place(Network network, torch.Device device)
    {
        network.to(device);
        if (network is ImageModel && !DeviceTraits.PrefersChannelsLast(device, bf16: false))
        {
            Layers.ToChannelsFirst(network);
        }
    }

    /// <summary>Lets libtorch compute a network by oneDNN until the result is disposed of, where it does not and oneDNN is known to be right: for ours, in floats.</summary>
    public static HiddenCaches.Turned Rely(Network network, bool bf16) => HiddenCaches.Rely(network is ImageModel && !bf16);

    /// <summary>Logits of a batch that lies in memory channel by channel within a pixel.</summary>
    /// <param name="network">On the batch's device.</param>
    /// <param name="batch">Normalised float [N,H,W,3]; not changed, not kept.</param>
    /// <returns>Logits [N,C]; the caller's.</returns>
    /// <remarks>
    /// The permuted view is channels-last at no copy. Where a device is faster otherwise, or libtorch's 1×1 convolutions might be wrong and the
    /// module is none of ours, it gets a copy that lies as [N,3,H,W].
    /// </remarks>
    public static Tensor ForwardNhwc(Network network, Tensor batch)
    {
        using HiddenCaches.Turned turned = Rely(network, batch.dtype == torch.bfloat16);
        using Tensor view = batch.permute(0, 3, 1, 2);
        if (DeviceTraits.PrefersChannelsLast(batch.device, batch.dtype == torch.bfloat16)
            && (network is ImageModel || !HiddenCaches.Concern(batch.device_type)))
        {
            return network.forward(view);
        }

        using Tensor dense = view.contiguous();
        return network.forward(dense);
    }
}
