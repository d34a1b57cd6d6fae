using System.Runtime.InteropServices;
using Ricap.Planning;

namespace Ricap.Train.Data.Reading;

/// <summary>Batches as tables of integers (<see cref="GatherTable"/>), for a device that holds the base images to compose.</summary>
internal sealed class GatherReader(PlannedBatches batches, GatherTable layout) : BatchReader
{
    private int _next;

    public override long[] SampleShape => [layout.Length];

    public override void Start(int batch) => _next = batch;

    public override bool Take(HostBatch buffer) => batches.Take(buffer, _next++);

    public override BatchWorker CreateWorker() => new Worker(batches, layout);

    private sealed class Worker(PlannedBatches batches, GatherTable layout) : BatchWorker
    {
        private readonly ClassWeight[] _label = new ClassWeight[batches.MaxLabel];

        public override void Finish(HostBatch buffer)
        {
            int length = layout.Length;
            Span<long> table = MemoryMarshal.Cast<byte, long>(buffer.Bytes);
            Span<float> targets = buffer.Floats;
            BatchPlan batch = batches.Plan(buffer);
            for (int i = 0; i < buffer.Count; i++)
            {
                var plan = new SamplePlan(batch, buffer.FirstRow + i);
                if (layout.Write(plan.Layers, table.Slice(i * length, length)))
                {
                    buffer.Blended.Add(i);
                }

                batches.WriteTarget(plan, targets, i, _label);
            }
        }
    }
}
