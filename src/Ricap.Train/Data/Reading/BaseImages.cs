using Ricap.Rendering;
using Ricap.Shards;
using Ricap.Train.Runtime;
using TorchSharp;

namespace Ricap.Train.Data.Reading;

/// <summary>The base images that batches are composed from: on the device if they fit there, which is decided when they are first asked for.</summary>
/// <param name="dataset">The data set.</param>
/// <param name="rows">The images of it that take part; the caller's.</param>
/// <param name="count">How many.</param>
/// <param name="layout">What tables for the device look like.</param>
/// <param name="device">The device; null if the budget is nothing.</param>
/// <param name="budget">What they may take there.</param>
/// <param name="verify">Whether they are held against the manifest's hashes first.</param>
internal sealed class BaseImages(
    RicapDataset dataset, IBaseRows rows, int count, GatherTable layout, torch.Device? device, DeviceBudget budget, bool verify) : IDisposable
{
    private readonly object _sync = new();
    private DeviceComposer? _composer;
    private bool _isPlaced;
    private bool _holds = !verify;
    private long _composed;

    /// <summary>Why they are not on the device, where they were to be; null if they are, or were not asked for yet.</summary>
    public string? Note { get; private set; }

    /// <summary>Whether they may go to the device at all.</summary>
    public bool MayMove => !budget.IsNothing;

    /// <summary>What composes from them there; null where they stay on the host.</summary>
    /// <exception cref="RicapException">They are damaged.</exception>
    public DeviceComposer? OnDevice
    {
        get
        {
            lock (_sync)
            {
                if (!_isPlaced && MayMove)
                {
                    (_composer, Note) = budget.Place(
                        $"the base images of {dataset.Manifest.Name}",
                        DeviceComposer.BytesOf(count, layout.Width, layout.Height),
                        () =>
                        {
                            Verify();
                            return DeviceComposer.Load(rows, count, layout, device!);
                        });
                    _isPlaced = true;
                }

                return _composer;
            }
        }
    }

    /// <summary>Holds them against the manifest's hashes, once, if that is asked for.</summary>
    /// <exception cref="RicapException">They are damaged.</exception>
    public void Verify()
    {
        lock (_sync)
        {
            if (!_holds)
            {
                BaseFiles.Verify(dataset);
                _holds = true;
            }
        }
    }

    /// <summary>
    /// Holds them in memory from the second time on that this is called, if they fit: composing from there costs half of what it does with a
    /// read for each, but one epoch does not earn back what reading all of them costs. Nor do epochs of less than half of the data set.
    /// </summary>
    /// <param name="budget">The most bytes to hold.</param>
    /// <param name="threads">How many threads read them; 0 for one a processor.</param>
    /// <exception cref="RicapException">They cannot be read any more.</exception>
    public void Hold(long budget, int threads)
    {
        lock (_sync)
        {
            if (++_composed == 2 && 2L * count >= dataset.Manifest.Samples)
            {
                DatasetReading.Guard(dataset.Folder, () => rows.Keep(budget, threads));
            }
        }
    }

    public void Dispose() => _composer?.Dispose();
}
