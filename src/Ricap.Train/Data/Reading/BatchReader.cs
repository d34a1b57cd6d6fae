namespace Ricap.Train.Data.Reading;

/// <summary>
/// One road of an epoch's batches, in three parts: <see cref="Take"/> and, when a batch is finished, <see cref="Pass"/> run in order on one
/// thread at a time and do what needs order (reading a file front to back, hashing it); a <see cref="BatchWorker"/> does the rest
/// on any thread.
/// </summary>
internal abstract class BatchReader : IDisposable
{
    /// <summary>Bytes or indices that a sample fills.</summary>
    public abstract long[] SampleShape { get; }

    /// <summary>Goes to a batch before the first <see cref="Take"/>.</summary>
    public abstract void Start(int batch);

    /// <summary>Reads the next batch into a buffer and sets its number and count; false after the last.</summary>
    public abstract bool Take(HostBatch buffer);

    /// <summary>Does what is left with a finished batch, before it is handed on; while other batches are taken and finished.</summary>
    public virtual void Pass(HostBatch buffer)
    {
    }

    /// <summary>Makes ready what later batches need, where one of several threads may: any of them, while the others take and finish batches.</summary>
    public virtual void Ahead()
    {
    }

    /// <summary>What one thread works with.</summary>
    public abstract BatchWorker CreateWorker();

    public virtual void Dispose()
    {
    }
}

/// <summary>Finishes batches that were taken. One instance a thread.</summary>
internal abstract class BatchWorker
{
    /// <summary>Writes pixels or indices, and targets.</summary>
    public abstract void Finish(HostBatch buffer);
}
