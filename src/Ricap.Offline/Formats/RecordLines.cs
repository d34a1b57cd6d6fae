using Ricap.Shards;

namespace Ricap.Formats;

/// <summary>The file beside a shard of bare pixels, cut into its lines: a record each, and a comma after all but the last.</summary>
internal sealed class RecordLines
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly int[] _starts; // and one past the last line's end

    /// <summary>Cuts the text.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">What is in it; valid as long as records are asked for.</param>
    /// <param name="count">How many records there are.</param>
    /// <exception cref="ShardFormatException">There are fewer.</exception>
    public RecordLines(string path, ReadOnlyMemory<byte> text, int count)
    {
        (Path, _text, _starts) = (path, text, new int[count + 1]);
        ReadOnlySpan<byte> all = text.Span;
        int at = 2; // past "[\n"
        for (int i = 0; i < count; i++)
        {
            _starts[i] = at;
            int length = at < all.Length ? all[at..].IndexOf((byte)'\n') : -1;
            if (length < 1)
            {
                throw new ShardFormatException(path, at, "has fewer records than its shard has samples");
            }

            at += length + 1;
        }

        _starts[count] = at;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The record of a sample.</summary>
    public ReadOnlyMemory<byte> this[int sample]
    {
        get
        {
            ReadOnlyMemory<byte> line = _text[_starts[sample]..(_starts[sample + 1] - 1)];
            return line.Span[^1] == (byte)',' ? line[..^1] : line;
        }
    }
}
