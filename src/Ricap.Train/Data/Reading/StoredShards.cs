using Ricap.Formats;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Shards.Records;
using Ricap.Shards.Text;
using Ricap.Train.Losses;

namespace Ricap.Train.Data.Reading;

/// <summary>Where in the shards of a rendered epoch its batches are read from: a cursor over samples. Not for several threads.</summary>
internal sealed class StoredShards
{
    private const int FewClasses = 16;

    private readonly string _folder;
    private readonly ManifestEpoch _epoch;
    private readonly DatasetOptions _options;
    private readonly int _classes;
    private readonly int _samples;
    private readonly bool _verify;
    private readonly Action<ManifestShard>? _bring;
    private readonly BatchSlice _slice;
    private int _shard;
    private int _next; // batch

    /// <summary>A cursor at the epoch's beginning.</summary>
    public StoredShards(
        string folder, DatasetManifest manifest, ManifestEpoch epoch, DatasetOptions options, bool verify, BatchSlice slice, Action<ManifestShard>? bring) =>
        (_folder, _epoch, _options, _classes, _samples, _verify, _slice, _bring) =
            (folder, epoch, options, manifest.Classes.Count, manifest.Samples, verify, slice, bring);

    /// <summary>Width W of samples in pixels.</summary>
    public int Width => _options.Width;

    /// <summary>Height H of samples in pixels.</summary>
    public int Height => _options.Height;

    /// <summary>Whether shards come from elsewhere when they are needed, which is waited for.</summary>
    public bool AreBrought => _bring is not null;

    /// <summary>How many shards there are.</summary>
    public int Count => _epoch.Shards.Count;

    /// <summary>The number of the shard that the next sample is in.</summary>
    public int Number => _shard;

    /// <summary>The shard that the next sample is in.</summary>
    public ManifestShard Shard => _epoch.Shards[_shard];

    /// <summary>Its file.</summary>
    public string Path => System.IO.Path.Join(_folder, Shard.File.Path);

    /// <summary>Whether shards hold image files, and not bare pixels.</summary>
    public bool HoldsImages => _options.Format.HoldsImages;

    /// <summary>The next sample's place in its shard.</summary>
    public int AtInShard { get; private set; }

    /// <summary>Samples from there to the shard's end.</summary>
    public int LeftInShard => Shard.Samples - AtInShard;

    /// <summary>Goes to a batch.</summary>
    /// <returns>How many samples of its shard come before it.</returns>
    public int GoTo(int batch)
    {
        _next = batch;
        long first = Math.Min((long)batch * _options.Batch, _samples);
        for (_shard = 0; _shard < _epoch.Shards.Count && first >= Shard.Samples; _shard++)
        {
            first -= Shard.Samples;
        }

        return AtInShard = (int)first;
    }

    /// <summary>Sets number and rows of the next batch; false after the last.</summary>
    public bool Begin(HostBatch buffer)
    {
        long first = (long)_next * _options.Batch;
        buffer.Number = _next++;
        buffer.Whole = (int)Math.Max(0, Math.Min(_options.Batch, _samples - first));
        (buffer.FirstRow, buffer.Count) = _slice.Of(buffer.Whole);
        return buffer.Whole > 0;
    }

    /// <summary>Whether what is read is held against the manifest's hashes.</summary>
    public bool Verifies => _verify;

    /// <summary>Opens the shard that the next sample is in.</summary>
    public T Open<T>(Func<ShardSource, T> open) => Open(_shard, open);

    /// <summary>Opens a shard, on any thread.</summary>
    public T Open<T>(int number, Func<ShardSource, T> open)
    {
        ManifestShard shard = _epoch.Shards[number];
        _bring?.Invoke(shard);
        return open(new ShardSource(_folder, shard, _options.Width, _options.Height, _classes, _verify));
    }

    /// <summary>Goes on by some samples of this shard.</summary>
    public void Advance(int count)
    {
        AtInShard += count;
        if (AtInShard == Shard.Samples)
        {
            (AtInShard, _shard) = (0, _shard + 1);
        }
    }

    /// <summary>Writes the target of a sample out of its record, which must be the one that belongs there.</summary>
    public void WriteTarget(ReadOnlySpan<byte> json, string shard, HostBatch buffer, int row, Span<float> targets)
    {
        int index = (buffer.Number * _options.Batch) + buffer.FirstRow + row;
        Span<ClassWeight> few = stackalloc ClassWeight[FewClasses];
        int count = RecordLabel.Read(json, _epoch.Epoch, index, few);
        if (count > 0 && few[count - 1].Class < _classes)
        {
            SoftTargets.WriteRow(few[..count], PlannedBatches.Row(targets, row, _classes));
            return;
        }

        SampleRecord record;
        try
        {
            record = RecordReader.Parse(json, shard);
        }
        catch (ShardFormatException e)
        {
            throw Damaged(shard, e.Message);
        }

        if (record.Plan.Epoch != _epoch.Epoch || record.Plan.Index != index)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.WrongRecord, shard, $"has the record of {record.Id} where that of {SampleKey.Of(_epoch.Epoch, index)} belongs"));
        }

        var label = (ClassWeight[])record.Label;
        if (label.Length == 0 || label[^1].Class >= _classes || label[0].Weight < 1)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.WrongLabel, shard, $"sample {record.Id} has a label that is empty or names a class beyond {_classes - 1}"));
        }

        SoftTargets.WriteRow(label, PlannedBatches.Row(targets, row, _classes));
    }

    /// <summary>Reads, and says of what goes wrong which file it is about.</summary>
    /// <param name="path">The file, where an exception does not say.</param>
    /// <param name="read">What to do.</param>
    public static void Guard(string path, Action read)
    {
        try
        {
            read();
        }
        catch (ShardFormatException e)
        {
            throw Damaged(e.Shard, e.Offset == 0 ? e.What : $"at byte {e.Offset}: {e.What}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DatasetReading.Guard((e as FileNotFoundException)?.FileName ?? path, () => throw e);
        }
    }

    /// <summary>The exception for a file that is not what it should be.</summary>
    public static RicapException Damaged(string path, string message) =>
        new(Problem.Error(ProblemCodes.DamagedFile, path, $"{message}; 'ricap render' makes it again"));
}
