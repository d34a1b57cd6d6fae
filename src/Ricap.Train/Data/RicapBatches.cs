using Ricap.Options;
using TorchSharp;

namespace Ricap.Train.Data;

/// <summary>RICAP batches for a training loop of one's own.</summary>
public static class RicapBatches
{
    /// <summary>The batches of an epoch: out of its shards if it was rendered, composed if not, the same bytes.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="epoch">The epoch, from 0; rendered or not.</param>
    /// <param name="device">
    /// Where the batches are wanted: <c>DeviceName.Parse("cuda")</c> names it and loads libtorch, which <c>torch.CUDA</c>, as the first
    /// word about TorchSharp in a program, would not find (<see cref="Runtime.TorchRuntime"/>).
    /// </param>
    /// <param name="options">The data set's options with changes (<c>dataset.Options with { Seed = 2 }</c>); null: as they are.</param>
    /// <param name="rank">This process, 0..world − 1, where several share each batch: of n samples it gets ⌊n·rank/world⌋ … ⌊n·(rank + 1)/world⌋ − 1.</param>
    /// <param name="world">How many processes there are, from 1; no more than a batch has samples.</param>
    /// <returns>
    /// Batches, each valid until the next is asked for. <see cref="TrainBatch.Weight"/> says what a batch's loss counts beside those of
    /// other processes; of a short last batch there can be none for this one.
    /// </returns>
    /// <remarks>For many epochs on a GPU make one <see cref="DatasetFeed"/>, which keeps the base images there.</remarks>
    /// <exception cref="RicapException">A file is missing or damaged, rank or world are out of range, or libtorch cannot be loaded.</exception>
    public static IEnumerable<TrainBatch> Batches(
        this RicapDataset dataset, int epoch, torch.Device device, DatasetOptions? options = null, int rank = 0, int world = 1)
    {
        using var feed = new DatasetFeed(dataset, device, new FeedOptions { Rank = rank, World = world }, options);
        foreach (TrainBatch batch in feed.Epoch(epoch))
        {
            yield return batch;
        }
    }
}
