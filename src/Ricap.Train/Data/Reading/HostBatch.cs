using Ricap.Formats;
using Ricap.Planning;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data.Reading;

/// <summary>The buffers of one batch on the host, used again and again. One thread at a time has it.</summary>
internal sealed class HostBatch : IDisposable
{
    private readonly bool _pin;

    /// <summary>Buffers for batches of up to <paramref name="batch"/> samples.</summary>
    /// <param name="batch">Samples, from 1.</param>
    /// <param name="shape">What a sample fills: [H,W,3] bytes of pixels, or one row of indices into the base.</param>
    /// <param name="type">Bytes for pixels, 64-bit integers for indices.</param>
    /// <param name="classes">The number of classes C.</param>
    /// <param name="pin">Whether a page-locked copy is made of each batch, which a GPU fetches while the host goes on.</param>
    public HostBatch(int batch, ReadOnlySpan<long> shape, torch.ScalarType type, int classes, bool pin)
    {
        _pin = pin;
        Data = torch.empty([batch, .. shape], type).DetachFromDisposeScope();
        Targets = torch.empty([batch, classes]).DetachFromDisposeScope();
    }

    /// <summary>Pixels [B,H,W,3] or indices [B,K]; the first <see cref="Count"/> rows are this batch's.</summary>
    public Tensor Data { get; }

    /// <summary>Float [B,C]; the first <see cref="Count"/> rows are this batch's.</summary>
    public Tensor Targets { get; }

    /// <summary>The batch's number in its epoch.</summary>
    public int Number { get; set; }

    /// <summary>The row of the whole batch that its first sample is.</summary>
    public int FirstRow { get; set; }

    /// <summary>Samples in it.</summary>
    public int Count { get; set; }

    /// <summary>Samples in the whole batch, of which these are one process's.</summary>
    public int Whole { get; set; }

    /// <summary>The batch's plan, where it is composed.</summary>
    public BatchPlan? Plan { get; set; }

    /// <summary>The rows of samples that are blended over pixels, where it is composed on the device.</summary>
    public List<int> Blended { get; } = [];

    /// <summary>Samples out of shards, read and not yet parsed or decoded; owned.</summary>
    public List<ShardSample> Stored { get; } = [];

    /// <summary>The rows in use, page-locked if asked for; set by <see cref="Seal"/>.</summary>
    public (Tensor Data, Tensor Targets) Sealed { get; private set; }

    /// <summary>Cuts the buffers to the batch's size; the last thing before the batch is handed on.</summary>
    public void Seal()
    {
        // A page-locked copy is a new one each time: libtorch keeps its memory until the device has fetched it, and only it
        // knows when that is. Views cost nothing.
        Tensor data = Data.narrow(0, 0, Count);
        Tensor targets = Targets.narrow(0, 0, Count);
        if (_pin)
        {
            using Tensor pageableData = data;
            using Tensor pageableTargets = targets;
            (data, targets) = (data.pin_memory(), targets.pin_memory());
        }

        Sealed = (data.DetachFromDisposeScope(), targets.DetachFromDisposeScope());
    }

    /// <summary>Lets go of what <see cref="Seal"/> made and of stored samples, so that the buffers can be filled anew.</summary>
    public void Clear()
    {
        Sealed.Data?.Dispose();
        Sealed.Targets?.Dispose();
        Sealed = default;
        Stored.ForEach(sample => sample.Dispose());
        Stored.Clear();
        Blended.Clear();
        Plan = null;
    }

    public void Dispose()
    {
        Clear();
        Data.Dispose();
        Targets.Dispose();
    }
}
