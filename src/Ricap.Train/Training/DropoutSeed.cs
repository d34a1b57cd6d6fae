using Ricap.Planning.Randomness;
using TorchSharp;

namespace Ricap.Train.Training;

/// <summary>
/// Where dropout's numbers come from: an address, like every draw of the plan. libtorch's generators are seeded before each batch by
/// Philox of seed, epoch and batch; so no generator's state is part of a run, and what else draws from them changes nothing.
/// </summary>
internal static class DropoutSeed
{
    private const uint Purpose = 0x44524F50; // "DROP": no counter of the plan ends in it

    /// <summary>The seed of a batch.</summary>
    public static long Of(ulong seed, int epoch, int batch) =>
        unchecked((long)Philox.Block((uint)batch, (uint)epoch, 0, Purpose, (uint)seed, (uint)(seed >> 32)).Low);

    /// <summary>Seeds the generators of all devices for a batch.</summary>
    public static void Set(ulong seed, int epoch, int batch)
    {
        using torch.Generator generator = torch.random.manual_seed(Of(seed, epoch, batch));
    }
}
