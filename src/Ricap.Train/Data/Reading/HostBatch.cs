using System.Buffers;
using System.Runtime.InteropServices;
using Ricap.Formats;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data.Reading;

/// <summary>What batches are on the host.</summary>
internal enum HostForm
{
    /// <summary>Plain memory, for whoever computes without libtorch, which then is not loaded.</summary>
    Bytes,

    /// <summary>Tensors.</summary>
    Tensors,

    /// <summary>Tensors, and a page-locked copy of each, which a GPU fetches while the host goes on.</summary>
    PinnedTensors,
}

/// <summary>
/// The buffers of one batch on the host, used again and again. One thread at a time has it. Plain memory is of the shared pool, where the
/// next epoch finds it: each page of memory that is new costs a fault, which two threads wait for one another in.
/// </summary>
internal sealed class HostBatch : IDisposable
{
    private readonly HostForm _form;
    private readonly int _sample;
    private readonly int _classes;
    private readonly int _batch;
    private readonly Tensor? _data;
    private readonly Tensor? _targets;
    private byte[] _bytes = [];
    private float[] _floats = [];

    /// <summary>Buffers for batches of up to <paramref name="batch"/> samples.</summary>
    /// <param name="batch">Samples, from 1.</param>
    /// <param name="shape">What a sample fills: [H,W,3] bytes of pixels, or one row of indices into the base.</param>
    /// <param name="indices">Whether it is 64-bit integers for indices, and not bytes for pixels.</param>
    /// <param name="classes">The number of classes C.</param>
    /// <param name="form">What they are.</param>
    public HostBatch(int batch, ReadOnlySpan<long> shape, bool indices, int classes, HostForm form)
    {
        (_form, _batch, _classes, _sample) = (form, batch, classes, indices ? sizeof(long) : sizeof(byte));
        foreach (long side in shape)
        {
            _sample = checked((int)(_sample * side));
        }

        if (form == HostForm.Bytes)
        {
            _bytes = ArrayPool<byte>.Shared.Rent(checked(batch * _sample));
            _floats = ArrayPool<float>.Shared.Rent(checked(batch * classes));
            return;
        }

        _data = torch.empty([batch, .. shape], indices ? torch.int64 : torch.uint8).DetachFromDisposeScope();
        _targets = torch.empty([batch, classes]).DetachFromDisposeScope();
    }

    /// <summary>Room for pixels [B,H,W,3] or indices [B,K]; the first <see cref="Count"/> rows are this batch's.</summary>
    public Span<byte> Bytes => _data is null ? _bytes.AsSpan(0, _batch * _sample) : _data.bytes;

    /// <summary>Room for targets [B,C]; the first <see cref="Count"/> rows are this batch's.</summary>
    public Span<float> Floats => _targets is null ? _floats.AsSpan(0, _batch * _classes) : MemoryMarshal.Cast<byte, float>(_targets.bytes);

    /// <summary>The pixels or indices of this batch's rows.</summary>
    public ReadOnlySpan<byte> Filled => Bytes[..(Count * _sample)];

    /// <summary>The targets of this batch's rows.</summary>
    public ReadOnlySpan<float> FilledTargets => Floats[..(Count * _classes)];

    /// <summary>The batch's number in its epoch.</summary>
    public int Number { get; set; }

    /// <summary>The row of the whole batch that its first sample is.</summary>
    public int FirstRow { get; set; }

    /// <summary>Samples in it.</summary>
    public int Count { get; set; }

    /// <summary>Samples in the whole batch, of which these are one process's.</summary>
    public int Whole { get; set; }

    /// <summary>The rows of samples that are blended over pixels, where it is composed on the device.</summary>
    public List<int> Blended { get; } = [];

    /// <summary>Samples out of shards, read and not yet parsed or decoded; owned.</summary>
    public List<ShardSample> Stored { get; } = [];

    /// <summary>Where its rows lie, where they are read by place.</summary>
    public List<ArrayPiece> Pieces { get; } = [];

    /// <summary>The rows in use as tensors, page-locked if asked for; set by <see cref="Seal"/> where batches are tensors.</summary>
    public (Tensor Data, Tensor Targets) Sealed { get; private set; }

    /// <summary>Cuts the buffers to the batch's size; the last thing before the batch is handed on.</summary>
    public void Seal()
    {
        if (_form == HostForm.Bytes)
        {
            return;
        }

        // A page-locked copy is a new one each time: libtorch keeps its memory until the device has fetched it, and only it
        // knows when that is. Views cost nothing.
        Tensor data = _data!.narrow(0, 0, Count);
        Tensor targets = _targets!.narrow(0, 0, Count);
        if (_form == HostForm.PinnedTensors)
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
        Pieces.Clear();
        Blended.Clear();
    }

    public void Dispose()
    {
        Clear();
        GiveBack(ref _bytes);
        GiveBack(ref _floats);
        _data?.Dispose();
        _targets?.Dispose();
    }

    private static void GiveBack<T>(ref T[] rented)
    {
        T[] array = rented;
        rented = [];
        if (array.Length > 0)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
