using Ricap.Building;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Sources.Decoding;
using Ricap.Verifying;

namespace Ricap.Reading;

/// <summary>
/// A cursor over the samples that the shards of an epoch store, whatever their format. It goes forward only, and past
/// whole shards without opening them.
/// </summary>
internal sealed class StoredEpoch(string folder, ManifestEpoch epoch) : IDisposable
{
    private StoredSamples? _samples;
    private int _shard = -1;
    private int _first; // of the shard
    private int _at = -1; // the sample that the cursor is on

    /// <summary>The record's bytes; valid until the cursor moves.</summary>
    public ReadOnlyMemory<byte> Json => _samples!.Record;

    /// <summary>The encoded image, or the pixels of an npy shard; valid until the cursor moves.</summary>
    public ReadOnlyMemory<byte> Image => _samples!.Image;

    /// <summary>Whether <see cref="Image"/> is bare pixels.</summary>
    public bool IsBare => FormatOf(Shard) == ShardFormat.Npy;

    private ManifestShard Shard => epoch.Shards[_shard];

    private string ShardPath => Path.Join(folder, Shard.File.Path);

    /// <summary>All samples of an epoch, one by one.</summary>
    public static IEnumerable<StoredSample> ReadAll(string folder, ManifestEpoch epoch)
    {
        using var cursor = new StoredEpoch(folder, epoch);
        int count = epoch.Shards.Sum(shard => shard.Samples);
        for (int index = 0; index < count; index++)
        {
            cursor.MoveTo(index);
            yield return cursor.Sample();
        }
    }

    /// <summary>Goes to a sample that the epoch has and that is not behind.</summary>
    /// <exception cref="RicapException">A shard is missing or damaged.</exception>
    public void MoveTo(int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, _at);
        while (_shard < 0 || index >= _first + Shard.Samples)
        {
            _first += _shard < 0 ? 0 : Shard.Samples;
            _shard++;
            _at = _first - 1;
            Close();
        }

        PlannedDataset.Guard(ShardPath, () =>
        {
            ShardFormat format = FormatOf(Shard);
            _samples ??= StoredSamples.Open(ShardPath, DatasetLayout.CompanionOf(ShardPath, format), format);
            for (; _at < index; _at++)
            {
                if (!_samples.Next())
                {
                    throw Damaged($"ends before sample {SampleKey.Of(epoch.Epoch, index)}");
                }
            }

            return true;
        });
    }

    /// <summary>The sample that the cursor is on.</summary>
    public StoredSample Sample()
    {
        byte[] json = Json.ToArray();
        SampleRecord record = PlannedDataset.Guard(ShardPath, () => RecordReader.Parse(json, ShardPath));
        return new StoredSample(json, record, Pixels(record));
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private byte[] Pixels(SampleRecord record)
    {
        if (IsBare)
        {
            return Image.Length == 3L * record.Width * record.Height ? Image.ToArray() : throw WrongSize(record);
        }

        // What we write is opaque, so that the background does not show.
        using PixelBuffer decoded = ImageDecoder.Decode(Image.Span, $"{ShardPath}#{record.Id}", Rgb24.White, PixelBuffer.MaxPixels);
        return (decoded.Width, decoded.Height) == (record.Width, record.Height)
            ? decoded.ToRgb()
            : throw WrongSize(record);
    }

    private static ShardFormat FormatOf(ManifestShard shard) =>
        shard.File.Path.EndsWith(".npy", StringComparison.Ordinal) ? ShardFormat.Npy : ShardFormat.WebDataset;

    private RicapException WrongSize(SampleRecord record) =>
        Damaged($"the image of sample {record.Id} is not {record.Width}x{record.Height} pixels");

    private RicapException Damaged(string message) =>
        new(Problem.Error(ProblemCodes.DamagedFile, ShardPath, $"{message}; 'ricap verify' says more"));

    private void Close()
    {
        _samples?.Dispose();
        _samples = null;
    }
}
