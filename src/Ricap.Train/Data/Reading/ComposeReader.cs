using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Shards;

namespace Ricap.Train.Data.Reading;

/// <summary>
/// Batches composed from the base images on the CPU, by the kernels that render shards. Where those are not held in memory, a batch
/// reads its own sources only, so that the data set need not fit there.
/// </summary>
/// <param name="folder">The data set's folder, for messages.</param>
/// <param name="batches">What to compose.</param>
/// <param name="rows">The base images.</param>
/// <param name="fill">What shows outside a shifted source.</param>
internal sealed class ComposeReader(string folder, PlannedBatches batches, IBaseRows rows, FillRule fill) : BatchReader
{
    private int _next;

    public override long[] SampleShape => [batches.Height, batches.Width, 3];

    public override void Start(int batch) => _next = batch;

    public override bool Take(HostBatch buffer) => batches.Take(buffer, _next++);

    public override BatchWorker CreateWorker() => new Worker(folder, batches, rows, fill);

    private sealed class Worker(string folder, PlannedBatches batches, IBaseRows rows, FillRule fill) : BatchWorker
    {
        private readonly SampleRenderer _renderer = new(rows, batches.Width, batches.Height, fill);
        private readonly ClassWeight[] _label = new ClassWeight[batches.MaxLabel];

        // A base file may be cut short, or its disk be gone, after it was verified.
        public override void Finish(HostBatch buffer) => DatasetReading.Guard(folder, () => Compose(buffer));

        private void Compose(HostBatch buffer)
        {
            int length = 3 * batches.Width * batches.Height;
            Span<byte> pixels = buffer.Bytes;
            Span<float> targets = buffer.Floats;
            BatchPlan batch = batches.Plan(buffer);
            for (int i = 0; i < buffer.Count; i++)
            {
                var plan = new SamplePlan(batch, buffer.FirstRow + i);
                _renderer.Render(batch, plan, pixels.Slice(i * length, length));
                batches.WriteTarget(plan, targets, i, _label);
            }
        }
    }
}
