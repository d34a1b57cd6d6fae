using System.IO.Hashing;
using System.Runtime.InteropServices;
using Ricap.Train.Data.Reading;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data;

/// <summary>XXH128 of batches: of each the pixels [N,H,W,3], then the targets [N,C] as little-endian floats.</summary>
internal sealed class FeedHash
{
    private readonly XxHash128 _hash = new();

    /// <summary>XXH128 of the batches so far.</summary>
    public Hash128 Value => Hash128.Of(_hash);

    /// <summary>Adds a batch, from whichever device.</summary>
    public void Add(TrainBatch batch)
    {
        Add(batch.Images);
        Add(batch.Targets);
    }

    /// <summary>Adds a batch in plain memory.</summary>
    public void Add(HostBatch batch)
    {
        _hash.Append(batch.Filled);
        _hash.Append(MemoryMarshal.AsBytes(batch.FilledTargets));
    }

    private void Add(Tensor tensor)
    {
        using Tensor host = tensor.cpu();
        using Tensor dense = host.contiguous();
        _hash.Append(dense.bytes);
    }
}
