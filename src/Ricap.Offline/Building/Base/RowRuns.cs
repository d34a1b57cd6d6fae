using Ricap.Building.Running;

namespace Ricap.Building.Base;

/// <summary>
/// Decodes sources on several threads in short runs, each by one thread, and adds them to a shard in order while others are decoded.
/// What has its place in the shard is written by the thread that gave it one, while another gives places. Memory is two runs a thread at most.
/// </summary>
internal sealed class RowRuns
{
    private const int RunBytes = 512 << 10;
    private const int MostRows = 64;

    private readonly BuildContext _context;
    private readonly SourceDecoder _decoder;
    private readonly Action<int, Hash128> _addRow;
    private readonly BufferPool<Run> _buffers;
    private readonly int _imageBytes;
    private readonly int _rows;

    /// <summary>Makes rows.</summary>
    /// <param name="context">The build.</param>
    /// <param name="decoder">Decodes a source.</param>
    /// <param name="addRow">Adds the row of a source of a content.</param>
    public RowRuns(BuildContext context, SourceDecoder decoder, Action<int, Hash128> addRow)
    {
        (_context, _decoder, _addRow) = (context, decoder, addRow);
        _imageBytes = 3 * context.Options.Width * context.Options.Height;
        _rows = Math.Clamp(RunBytes / _imageBytes, 1, MostRows);
        _buffers = new BufferPool<Run>(2 * context.Threads, () => new Run(_rows, _imageBytes));
    }

    /// <summary>Decodes sources and adds those that can be to a shard; once one cannot be and is not to be skipped, none any more.</summary>
    public void Add(int first, int count, BaseShardWriter shard)
    {
        var order = new InOrder<Run>();
        int taken = -1;
        _context.For((count + _rows - 1) / _rows, _ =>
        {
            try
            {
                // First a buffer, then a number, so that the first run that is not added yet has one.
                if (_buffers.Take() is not { } run)
                {
                    return; // another thread failed
                }

                int number = Interlocked.Increment(ref taken);
                int at = number * _rows;
                Fill(run, first + at, Math.Min(_rows, count - at));
                if (order.PutDown(number, run))
                {
                    Write(shard, PlaceAll(order, shard));
                }
            }
            catch
            {
                _buffers.Close();
                throw;
            }
        });
    }

    private void Fill(Run run, int first, int count)
    {
        (run.First, run.Count) = (first, count);
        _decoder.Fill(first, run.Hashes.AsSpan(0, count), run.Pixels);
    }

    /// <summary>Gives a place to what was put down, in order; gives the runs that are to be written.</summary>
    private List<Run> PlaceAll(InOrder<Run> order, BaseShardWriter shard)
    {
        var placed = new List<Run>();
        while (order.Next() is { } run)
        {
            run.Count = CloseRanks(run);
            run.At = _decoder.Errors.IsEmpty ? shard.Reserve(PixelsOf(run)) : null;
            placed.Add(run);
        }

        return placed;
    }

    private void Write(BaseShardWriter shard, List<Run> placed)
    {
        foreach (Run run in placed)
        {
            if (run.At is { } at)
            {
                shard.WriteAt(at, PixelsOf(run));
            }

            _buffers.Return(run);
        }
    }

    private ReadOnlySpan<byte> PixelsOf(Run run) => run.Pixels.AsSpan(0, run.Count * _imageBytes);

    /// <summary>Moves the rows that were decoded over those that were not; gives how many there are.</summary>
    private int CloseRanks(Run run)
    {
        int made = 0;
        for (int i = 0; i < run.Count; i++)
        {
            if (run.Hashes[i] is not { } hash)
            {
                continue;
            }

            if (made != i)
            {
                run.Pixels.AsSpan(i * _imageBytes, _imageBytes).CopyTo(run.Pixels.AsSpan(made * _imageBytes));
            }

            _addRow(run.First + i, hash);
            made++;
        }

        return made;
    }

    private sealed class Run(int rows, int imageBytes)
    {
        public byte[] Pixels { get; } = GC.AllocateUninitializedArray<byte>(checked(rows * imageBytes));

        public Hash128?[] Hashes { get; } = new Hash128?[rows];

        public int First { get; set; }

        public int Count { get; set; }

        public long? At { get; set; } // where in the shard's file; null if nowhere
    }
}
