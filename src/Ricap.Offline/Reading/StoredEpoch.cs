using Ricap.Formats;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Shards.Records;
using Ricap.Sources.Decoding;

namespace Ricap.Reading;

/// <summary>
/// A cursor over the samples that the shards of an epoch store, whatever their format. It goes forward only, and past
/// whole shards without opening them.
/// </summary>
internal sealed class StoredEpoch : IDisposable
{
    private readonly string _folder;
    private readonly DatasetManifest _manifest;
    private readonly ManifestEpoch _epoch;
    private readonly byte[] _pixels;
    private readonly List<ShardSample> _sample = new(1);
    private readonly int _width;
    private readonly int _height;
    private ShardReader? _reader;
    private int _shard = -1;
    private int _first; // of the shard
    private int _at = -1; // the sample that the cursor is on

    /// <summary>A cursor before the first sample.</summary>
    /// <exception cref="RicapException">The manifest does not say how large samples are.</exception>
    public StoredEpoch(string folder, DatasetManifest manifest, ManifestEpoch epoch)
    {
        (_folder, _manifest, _epoch) = (folder, manifest, epoch);
        (_width, _height) = (Side("width"), Side("height"));
        _pixels = new byte[checked(3 * _width * _height)];
    }

    /// <summary>The record's bytes; valid until the cursor moves.</summary>
    public ReadOnlyMemory<byte> Json => _sample[0].Record;

    /// <summary>The image file, or bare pixels; valid until the cursor moves.</summary>
    public ReadOnlyMemory<byte> Image => IsBare ? _pixels : _sample[0].Image;

    /// <summary>Whether <see cref="Image"/> is bare pixels.</summary>
    public bool IsBare => !FormatOf(Shard).HoldsImages;

    private ManifestShard Shard => _epoch.Shards[_shard];

    private string ShardPath => Path.Join(_folder, Shard.File.Path);

    /// <summary>All samples of an epoch, one by one.</summary>
    public static IEnumerable<StoredSample> ReadAll(string folder, DatasetManifest manifest, ManifestEpoch epoch)
    {
        using var cursor = new StoredEpoch(folder, manifest, epoch);
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

        DatasetReading.Guard(ShardPath, () =>
        {
            _reader ??= FormatOf(Shard).Open(
                new ShardSource(_folder, Shard, _width, _height, _manifest.Classes.Count, Verify: false));
            for (; _at < index; _at++)
            {
                Forget();
                _reader.Read(1, _pixels, _sample);
            }
        });
    }

    /// <summary>The sample that the cursor is on.</summary>
    public StoredSample Sample()
    {
        byte[] json = Json.ToArray();
        SampleRecord record = DatasetReading.Guard(ShardPath, () => RecordReader.Parse(json, ShardPath));
        return new StoredSample(json, record, Pixels(record));
    }

    public void Dispose() => Close();

    private byte[] Pixels(SampleRecord record)
    {
        if (IsBare)
        {
            return (record.Width, record.Height) == (_width, _height) ? [.. _pixels] : throw WrongSize(record);
        }

        // What we write is opaque, so that the background does not show.
        using PixelBuffer decoded = ImageDecoder.Decode(Image.Span, $"{ShardPath}#{record.Id}", Rgb24.White, PixelBuffer.MaxPixels);
        return (decoded.Width, decoded.Height) == (record.Width, record.Height)
            ? decoded.ToRgb()
            : throw WrongSize(record);
    }

    private ShardFormat FormatOf(ManifestShard shard) =>
        ShardFormat.OfFile(shard.File.Path) ?? throw Damaged("is of no format that this build reads");

    private int Side(string name) =>
        _manifest.Options.TryGet(name, out ManifestOption side) && side.Number is > 0 and <= OptionTable.MaxSide
            ? (int)side.Number
            : throw new RicapException(Problem.Error(
                ProblemCodes.BadManifest, Path.Join(_folder, DatasetManifest.FileName), $"does not say the {name} of its samples"));

    private RicapException WrongSize(SampleRecord record) =>
        Damaged($"the image of sample {record.Id} is not {record.Width}x{record.Height} pixels");

    private RicapException Damaged(string message) =>
        new(Problem.Error(ProblemCodes.DamagedFile, ShardPath, $"{message}; 'ricap verify' says more"));

    private void Close()
    {
        Forget();
        _reader?.Dispose();
        _reader = null;
    }

    private void Forget()
    {
        _sample.ForEach(sample => sample.Dispose());
        _sample.Clear();
    }
}
