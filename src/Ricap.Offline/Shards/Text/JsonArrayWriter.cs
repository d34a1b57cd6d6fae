using System.Buffers;

namespace Ricap.Shards.Text;

/// <summary>
/// Writes a JSON array with one item a line, so that it is JSON to a parser, lines to <c>grep</c>, and small in a
/// diff. Call <see cref="Next"/> before each item and <see cref="End"/> after the last.
/// <code>
/// [\n
/// {"first":…},\n
/// {"last":…}\n
/// ]\n                  and without items: [\n]\n
/// </code>
/// </summary>
internal sealed class JsonArrayWriter
{
    private readonly IBufferWriter<byte> _output;
    private bool _hasItems;

    /// <summary>Opens the array.</summary>
    /// <param name="output">Receives the bytes; the caller writes the items to it.</param>
    public JsonArrayWriter(IBufferWriter<byte> output)
    {
        _output = output;
        output.Write("[\n"u8);
    }

    /// <summary>Ends the line before an item. The item itself has no line end of its own.</summary>
    public void Next()
    {
        if (_hasItems)
        {
            _output.Write(",\n"u8);
        }

        _hasItems = true;
    }

    /// <summary>Closes the array and ends the file.</summary>
    public void End() => _output.Write(_hasItems ? "\n]\n"u8 : "]\n"u8);
}
