using System.Globalization;
using System.IO.Hashing;
using Ricap.Building.Base;
using Ricap.Building.Epochs;
using Ricap.Formats;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Shards.Records;
using Ricap.Shards.Text;
using Ricap.Sources.Decoding;

namespace Ricap.Verifying;

/// <summary>
/// Checks one epoch shard by making every sample of it again: record, label sum, pixels and encoded bytes, and then the
/// files as a whole. One instance a thread.
/// </summary>
internal sealed class ShardCheck
{
    /// <summary>A shard that is wrong throughout need not be named sample by sample.</summary>
    private const int NamedSamples = 10;

    private readonly string _folder;
    private readonly DatasetOptions _options;
    private readonly int _classes;
    private readonly Findings _findings;
    private readonly SampleMaker _maker;
    private readonly SampleBuffer _buffer;
    private readonly int _run;
    private readonly int _imageBytes;
    private readonly byte[] _pixels;
    private readonly List<ShardSample> _stored = new(1);
    private int _wrong;

    public ShardCheck(string folder, DatasetOptions options, int classes, BaseRows rows, RecordWriter records, Findings findings)
    {
        _folder = folder;
        (_options, _classes) = (options, classes);
        _findings = findings;
        _imageBytes = 3 * options.Width * options.Height;
        _run = ShardRenderer.RunSamples(options);
        _maker = new SampleMaker(options, rows, records);
        _buffer = new SampleBuffer(_run, _imageBytes);
        _pixels = new byte[_imageBytes];
    }

    /// <summary>Checks a shard whose files hold.</summary>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="first">The index of its first sample.</param>
    /// <param name="progress">Called with each number of samples looked at.</param>
    public void Check(EpochPlan epoch, ManifestShard shard, int first, Action<int> progress)
    {
        _wrong = 0;
        string path = Path.Combine(_folder, shard.File.Path);
        var hash = new XxHash128();
        try
        {
            using ShardReader stored = _options.Format.Open(
                new ShardSource(_folder, shard, _options.Width, _options.Height, _classes, Verify: false));
            using var again = new ComparingStream(path);
            using ShardWriter writer = _options.Format.Write(EpochBuilder.ShapeOf(_options, shard.Samples, _classes), again);
            for (int at = 0; at < shard.Samples; at += _run)
            {
                int count = Math.Min(_run, shard.Samples - at);
                _maker.Make(epoch, first + at, count, _buffer);
                hash.Append(_buffer.Pixels);
                writer.Add(_buffer);
                for (int i = 0; i < count; i++)
                {
                    stored.Read(1, _pixels, _stored);
                    using ShardSample sample = _stored[0];
                    _stored.Clear();
                    Compare(path, SampleKey.Of(epoch.Epoch, first + at + i), sample, i);
                }

                progress(count);
            }

            stored.End();
            CheckFiles(path, shard, writer.Complete().Span, again);
        }
        catch (ShardFormatException e)
        {
            _findings.Add(ProblemCodes.DamagedFile, e.Shard, $"at byte {e.Offset}: {e.What}");
            return;
        }

        if (Hash128.Of(hash) != shard.Pixels)
        {
            _findings.Add(ProblemCodes.WrongPixels, path, "has other pixels in the manifest than its plan renders");
        }

        if (_wrong > NamedSamples)
        {
            _findings.Add(ProblemCodes.DamagedFile, path, $"and {_wrong - NamedSamples} more problems in this shard");
        }
    }

    /// <summary>What is wrong in no sample: headers, names, indexes, columns made of what the record says.</summary>
    private void CheckFiles(string path, ManifestShard shard, ReadOnlySpan<byte> companion, ComparingStream again)
    {
        if (_wrong == 0 && again.Difference is { } at)
        {
            _findings.Add(ProblemCodes.DamagedFile, path, $"at byte {at}: not what its samples make; build again to make it anew");
        }

        if (_wrong == 0 && shard.Companions is [ManifestFile beside])
        {
            FileCheck.Equals(_folder, beside.Path, companion, _findings);
        }
    }

    private void Compare(string path, string id, ShardSample stored, int i)
    {
        if (!stored.Record.Span.SequenceEqual(_buffer.Record(i)))
        {
            Wrong(ProblemCodes.WrongRecord, path, id, "its record is not its plan's");
        }

        if (LabelProblem(stored.Record.Span, path) is { } label)
        {
            Wrong(ProblemCodes.WrongLabel, path, id, label);
        }

        if (!_options.Format.HoldsImages)
        {
            ComparePixels(path, id, _pixels, i);
            return;
        }

        if (_options.Image.IsLossless)
        {
            Decode(path, id, stored.Image.Span, i);
        }

        if (!stored.Image.Span.SequenceEqual(_buffer.Image(i)))
        {
            Wrong(ProblemCodes.DamagedFile, path, id, "its image file has other bytes than encoding it again gives");
        }
    }

    private void Decode(string path, string id, ReadOnlySpan<byte> image, int i)
    {
        try
        {
            using PixelBuffer decoded = ImageDecoder.Decode(image, $"{path}#{id}", _options.Background, _options.MaxPixels);
            if (decoded.Width != _options.Width || decoded.Height != _options.Height)
            {
                Wrong(ProblemCodes.WrongPixels, path, id, $"it is {decoded.Width}x{decoded.Height} pixels");
                return;
            }

            decoded.CopyRgb(_pixels);
            ComparePixels(path, id, _pixels, i);
        }
        catch (RicapException e)
        {
            Wrong(e.Problems[0].Code, path, id, e.Problems[0].Message);
        }
    }

    private void ComparePixels(string path, string id, ReadOnlySpan<byte> actual, int i)
    {
        ReadOnlySpan<byte> expected = _buffer.Pixels.Slice(i * _imageBytes, _imageBytes);
        int same = actual.CommonPrefixLength(expected);
        if (same < _imageBytes)
        {
            int pixel = same / 3;
            Wrong(ProblemCodes.WrongPixels, path, id, $"pixel x {pixel % _options.Width}, y {pixel / _options.Width} is not what its plan renders");
        }
    }

    /// <summary>The label as any reader would see it: it must sum to the sample's area, or to the total that it says.</summary>
    private string? LabelProblem(ReadOnlySpan<byte> record, string path)
    {
        try
        {
            SampleRecord read = RecordReader.Parse(record, path);
            long sum = read.Label.Sum(w => w.Weight);
            long area = (long)_options.Width * _options.Height;
            long total = read.Plan.IsPatched ? area : read.Plan.LabelTotal;
            return sum == total * ClassWeight.PerPixel ? null : string.Create(
                CultureInfo.InvariantCulture,
                $"its label sums to {sum / (decimal)ClassWeight.PerPixel}, not {(total == area ? $"{_options.Width}·{_options.Height}" : $"{total}")}");
        }
        catch (ShardFormatException e)
        {
            return $"its record cannot be read: {e.Message}";
        }
    }

    private void Wrong(string code, string path, string id, string message)
    {
        if (_wrong++ < NamedSamples)
        {
            _findings.Add(code, path, $"sample {id}: {message}");
        }
    }
}
