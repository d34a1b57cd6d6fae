using Ricap.Planning;
using Ricap.Rendering;

namespace Ricap.Train.Data.Reading;

/// <summary>
/// Batches composed from the base images on the CPU, by the kernels that render shards. A batch reads only its own
/// sources, so that the data set need not fit into memory.
/// </summary>
internal sealed class ComposeReader(PlannedBatches batches, IBaseRows rows, FillRule fill) : BatchReader
{
    private int _next;

    public override long[] SampleShape => [batches.Height, batches.Width, 3];

    public override void Start(int batch) => _next = batch;

    public override bool Take(HostBatch buffer) => batches.Take(buffer, _next++);

    public override BatchWorker CreateWorker() => new Worker(batches, rows, fill);

    private sealed class Worker(PlannedBatches batches, IBaseRows rows, FillRule fill) : BatchWorker
    {
        private readonly SampleRenderer _renderer = new(rows, batches.Width, batches.Height, fill);
        private readonly ClassWeight[] _label = new ClassWeight[batches.MaxLabel];

        public override void Finish(HostBatch buffer)
        {
            int length = 3 * batches.Width * batches.Height;
            Span<byte> pixels = buffer.Bytes;
            Span<float> targets = buffer.Floats;
            for (int i = 0; i < buffer.Count; i++)
            {
                SamplePlan plan = buffer.Plan![buffer.FirstRow + i];
                _renderer.Render(buffer.Plan, plan, pixels.Slice(i * length, length));
                batches.WriteTarget(plan, targets, i, _label);
            }
        }
    }
}
