using Ricap.Planning;
using Ricap.Rendering.Kernels;

namespace Ricap.Rendering;

/// <summary>
/// Renders samples of an epoch from base rows. One instance a thread: it keeps the sources of the batch it is in, or,
/// where a batch is too large to keep, the rows of one layer.
/// </summary>
internal sealed class SampleRenderer
{
    /// <summary>
    /// Batches of up to this many bytes are read whole, each source once instead of four times. Beyond it four reads of
    /// just the rows needed, about half an image each, cost less than memory for every thread: reading is then far
    /// cheaper than encoding.
    /// </summary>
    private const int KeptBatchBytes = 4 << 20;

    private const int Channels = 3;

    private readonly IBaseRows _base;
    private readonly LayerRenderer _renderer;
    private readonly int _stride;
    private readonly int _imageBytes;
    private BatchPlan? _batch;
    private byte[] _kept = [];
    private int[] _order = [];
    private int[] _slots = [];
    private byte[] _band = [];

    /// <summary>A renderer for samples and sources of W×H.</summary>
    public SampleRenderer(IBaseRows baseRows, int width, int height, FillRule fill)
    {
        _base = baseRows;
        _renderer = new LayerRenderer(width, height, fill);
        _stride = width * Channels;
        _imageBytes = checked(_stride * height);
    }

    /// <summary>Renders one sample of a batch.</summary>
    /// <param name="batch">The batch; asking for all samples of one batch in a row is fastest.</param>
    /// <param name="plan">The plan of one of its samples.</param>
    /// <param name="sample">Takes the pixels, exactly [H,W,3].</param>
    public void Render(BatchPlan batch, in SamplePlan plan, Span<byte> sample)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sample.Length, _imageBytes, nameof(sample));
        BatchPlan? kept = (long)batch.Count * _imageBytes <= KeptBatchBytes ? batch : null;
        if (plan.IsPatched && TryPatch(plan.Painted, kept, sample))
        {
            return;
        }

        foreach (ref readonly Layer layer in plan.Painted)
        {
            if (layer.Area > 0)
            {
                Render(layer, kept, sample);
            }
        }
    }

    /// <summary>Renders one sample and reads nothing but the rows that it shows: for samples far apart.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="sample">Takes the pixels, exactly [H,W,3].</param>
    public void RenderAlone(in SamplePlan plan, Span<byte> sample)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sample.Length, _imageBytes, nameof(sample));
        foreach (ref readonly Layer layer in plan.Painted)
        {
            Render(layer, kept: null, sample);
        }
    }

    /// <summary>Copies four patches at once if all lie in memory, and each is its source as it is stored, moved.</summary>
    private bool TryPatch(ReadOnlySpan<Layer> patches, BatchPlan? kept, Span<byte> sample)
    {
        FourPatches.Origins origins = default;
        ReadOnlySpan<byte> all = default;
        for (int patch = 0; patch < FourPatches.Origins.Count; patch++)
        {
            ref readonly Layer layer = ref patches[patch];
            int x = layer.CropX - layer.ShiftX;
            int y = layer.CropY - layer.ShiftY;
            if (layer.Flip || !_renderer.IsInside(x, y, layer) || !TryFind(layer.Source, kept, out ReadOnlySpan<byte> held, out int at)
                || (patch > 0 && held != all))
            {
                return false; // the base may be held from one patch to the next: another thread reads it
            }

            all = held;
            origins[patch] = at + ((y - layer.AtY) * _stride) + ((x - layer.AtX) * Channels);
        }

        FourPatches.Copy(all, origins, sample, _stride, patches[0].Width * Channels, patches[0].Height);
        return true;
    }

    private void Render(in Layer layer, BatchPlan? kept, Span<byte> sample)
    {
        if (!layer.IsColour && TryFind(layer.Source, kept, out ReadOnlySpan<byte> held, out int at))
        {
            _renderer.Render(layer, held.Slice(at, _imageBytes), 0, sample);
            return;
        }

        (int top, int count) = _renderer.RowsNeeded(layer);
        Span<byte> rows = Band(count * _stride);
        if (count > 0)
        {
            _base.Read(layer.Source, top, rows);
        }

        _renderer.Render(layer, rows, top, sample);
    }

    /// <summary>Where a source lies in memory: all that the base holds, or the batch that is kept here.</summary>
    private bool TryFind(int source, BatchPlan? kept, out ReadOnlySpan<byte> held, out int at)
    {
        if (_base.TryFind(source, out held, out at))
        {
            return true;
        }

        if (kept is null)
        {
            return false;
        }

        if (!ReferenceEquals(kept, _batch))
        {
            Keep(kept);
        }

        held = _kept;
        at = _slots[Array.BinarySearch(_order, 0, kept.Count, source)] * _imageBytes;
        return true;
    }

    private void Keep(BatchPlan batch)
    {
        _batch = null; // stays so if a read fails
        if (_order.Length < batch.Count)
        {
            _order = new int[batch.Count];
            _slots = new int[batch.Count];
            _kept = GC.AllocateUninitializedArray<byte>(batch.Count * _imageBytes);
        }

        batch.Sources.CopyTo(_order);
        for (int slot = 0; slot < batch.Count; slot++)
        {
            _slots[slot] = slot;
            _base.Read(_order[slot], 0, _kept.AsSpan(slot * _imageBytes, _imageBytes));
        }

        Array.Sort(_order, _slots, 0, batch.Count);
        _batch = batch;
    }

    private Span<byte> Band(int length)
    {
        if (_band.Length < length)
        {
            _band = GC.AllocateUninitializedArray<byte>(_imageBytes);
        }

        return _band.AsSpan(0, length);
    }
}
