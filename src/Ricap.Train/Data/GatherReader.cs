using System.Runtime.InteropServices;
using Ricap.Planning;
using Ricap.Rendering;

namespace Ricap.Train.Data;

/// <summary>Batches as tables of integers (<see cref="GatherTable"/>), for a device that holds the base images to compose.</summary>
internal sealed class GatherReader(PlannedBatches batches, FillRule fill) : BatchReader
{
    private int _next;

    /// <inheritdoc/>
    public override long[] SampleShape => [GatherTable.Length(batches.Width, batches.Height)];

    /// <inheritdoc/>
    public override void Start(int batch) => _next = batch;

    /// <inheritdoc/>
    public override bool Take(HostBatch buffer) => batches.Take(buffer, _next++);

    /// <inheritdoc/>
    public override BatchWorker CreateWorker() => new Worker(batches, fill);

    private sealed class Worker(PlannedBatches batches, FillRule fill) : BatchWorker
    {
        private readonly ClassWeight[] _label = new ClassWeight[batches.MaxLabel];

        public override void Finish(HostBatch buffer)
        {
            int length = GatherTable.Length(batches.Width, batches.Height);
            Span<long> table = MemoryMarshal.Cast<byte, long>(buffer.Data.bytes);
            for (int i = 0; i < buffer.Count; i++)
            {
                SamplePlan plan = buffer.Plan![i];
                GatherTable.Write(plan, batches.Width, batches.Height, fill, table.Slice(i * length, length));
                batches.WriteTarget(plan, buffer, i, _label);
            }
        }
    }
}
