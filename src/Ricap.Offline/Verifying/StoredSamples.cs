using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Verifying;

/// <summary>Reads the samples of a shard as they are stored, one after the other, whatever its format.</summary>
internal abstract class StoredSamples : IDisposable
{
    /// <summary>Opens a shard of a format.</summary>
    public static StoredSamples Open(string path, string companion, ShardFormat format) =>
        format == ShardFormat.Npy ? new Npy(path, companion) : new Tar(path);

    /// <summary>The sample's record; valid until the next is read.</summary>
    public ReadOnlyMemory<byte> Record { get; private protected set; }

    /// <summary>The encoded image, or, in an npy shard, the pixels; valid until the next is read.</summary>
    public ReadOnlyMemory<byte> Image { get; private protected set; }

    /// <summary>What names the sample in the file: its key in a tar, empty in an npy shard.</summary>
    public string Key { get; private protected set; } = "";

    /// <summary>Where a tar holds the sample; of no meaning in an npy shard.</summary>
    public TarSampleEntry Entry { get; private protected set; }

    /// <summary>Goes to the next sample; false at the end.</summary>
    public abstract bool Next();

    /// <inheritdoc/>
    public abstract void Dispose();

    private sealed class Tar(string path) : StoredSamples
    {
        private readonly TarShardReader _reader = TarShardReader.Open(path);
        private TarSample? _sample;

        public override bool Next()
        {
            _sample?.Dispose();
            _sample = _reader.Read();
            if (_sample is null)
            {
                return false;
            }

            (Record, Image, Key) = (_sample.Json, _sample.Image, _sample.Key);
            Entry = new TarSampleEntry(
                Key,
                _sample.JsonOffset,
                Record.Length,
                _sample.JsonOffset + TarMember.LengthOf(Record.Length),
                Image.Length);
            return true;
        }

        public override void Dispose()
        {
            _sample?.Dispose();
            _reader.Dispose();
        }
    }

    private sealed class Npy : StoredSamples
    {
        private readonly NpyShardReader _pixels;
        private readonly byte[] _records;
        private readonly byte[] _row;
        private int _next;
        private int _at = 2; // past "[\n"

        public Npy(string path, string companion)
        {
            _pixels = NpyShardReader.Open(path);
            _records = File.ReadAllBytes(companion);
            _row = new byte[_pixels.Shape.ImageLength];
        }

        public override bool Next()
        {
            if (_next == _pixels.Shape.Count || _at >= _records.Length)
            {
                return false;
            }

            int end = _records.AsSpan(_at).IndexOf((byte)'\n');
            end = end < 0 ? _records.Length : _at + end;
            bool comma = end > _at && _records[end - 1] == (byte)',';
            Record = _records.AsMemory(_at, end - _at - (comma ? 1 : 0));
            _at = end + 1;
            _pixels.ReadRows(_next++, 1, _row);
            Image = _row;
            return true;
        }

        public override void Dispose() => _pixels.Dispose();
    }
}
