using Ricap.Train.Data.Reading;

namespace Ricap.Train.Data;

/// <summary>The road to plain memory, without libtorch.</summary>
public sealed partial class DatasetFeed
{
    /// <summary>Makes the batches of an epoch in order, in plain memory that is used again for the next. Of a feed without a device.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="hash">Takes each batch in; null for none.</param>
    /// <param name="cancellationToken">Asks for an end.</param>
    /// <returns>How many images they have.</returns>
    /// <exception cref="RicapException">As <see cref="Epoch"/> throws.</exception>
    internal long OnHost(int epoch, FeedHash? hash, CancellationToken cancellationToken)
    {
        long images = 0;
        foreach (HostBatch batch in HostEpoch(epoch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            images += batch.Count;
            hash?.Add(batch);
        }

        return images;
    }

    /// <summary>The batches of an epoch in order, in plain memory, each valid until the next is asked for. Of a feed without a device.</summary>
    internal IEnumerable<HostBatch> HostEpoch(int epoch)
    {
        using Prefetcher prefetcher = Take(epoch, 0).Batches;
        while (prefetcher.Next() is { } host)
        {
            try
            {
                yield return host;
            }
            finally
            {
                prefetcher.Return(host);
            }
        }
    }
}
