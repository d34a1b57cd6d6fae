using System.Buffers;

namespace Ricap.Formats;

/// <summary>
/// A run of rendered samples on its way from the thread that made it to the shard it belongs to: pixels, records and,
/// for formats that hold them, image files. Reused; never shared by two threads at a time.
/// </summary>
internal sealed class SampleBuffer(int capacity, int imageBytes)
{
    /// <summary>Bytes that a buffer keeps for a record to begin with: more than most take. Where they are more, it grows.</summary>
    public const int RecordRoom = 1024;

    private readonly byte[] _pixels = GC.AllocateUninitializedArray<byte>(checked(capacity * imageBytes));
    private readonly List<int> _recordEnds = [];
    private readonly List<int> _imageEnds = [];

    /// <summary>The epoch of the samples.</summary>
    public int Epoch { get; private set; }

    /// <summary>The index of the first sample in its epoch.</summary>
    public int First { get; private set; }

    /// <summary>Samples in it.</summary>
    public int Count { get; private set; }

    /// <summary>The records, one after the other.</summary>
    public ArrayBufferWriter<byte> Records { get; } = new(capacity * RecordRoom);

    /// <summary>The image files, one after the other; empty where the format holds bare pixels.</summary>
    public ArrayBufferWriter<byte> Images { get; } = new();

    /// <summary>The pixels of all samples, [n,H,W,3].</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.AsSpan(0, Count * imageBytes);

    /// <summary>Empties it.</summary>
    public void Begin(int epoch, int first)
    {
        (Epoch, First, Count) = (epoch, first, 0);
        Records.ResetWrittenCount();
        Images.ResetWrittenCount();
        _recordEnds.Clear();
        _imageEnds.Clear();
    }

    /// <summary>Where the next sample's pixels go.</summary>
    public Span<byte> Next() => _pixels.AsSpan(Count * imageBytes, imageBytes);

    /// <summary>Ends a sample whose pixels, record and image have been written.</summary>
    public void Close()
    {
        _recordEnds.Add(Records.WrittenCount);
        _imageEnds.Add(Images.WrittenCount);
        Count++;
    }

    /// <summary>The record of a sample.</summary>
    public ReadOnlySpan<byte> Record(int sample) => Part(Records, _recordEnds, sample);

    /// <summary>The image file of a sample.</summary>
    public ReadOnlySpan<byte> Image(int sample) => Part(Images, _imageEnds, sample);

    private static ReadOnlySpan<byte> Part(ArrayBufferWriter<byte> all, List<int> ends, int sample) =>
        all.WrittenSpan[(sample == 0 ? 0 : ends[sample - 1])..ends[sample]];
}
