using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Ricap;

/// <summary>
/// Many short texts in one array, as UTF-8. A string for each of 50,000 paths takes three times the memory, and a garbage collector has to
/// walk them all. Not to be added to once several threads read it.
/// </summary>
/// <remarks>
/// A text ends with a zero, as system calls want it, which does not count as part of it.
/// <code>
///   bytes    c a t / a . p n g 0 c a t / b . p n g 0
///   starts   0                   10                  20
/// </code>
/// </remarks>
internal sealed class Utf8List
{
    private readonly Column<byte> _bytes = new();
    private readonly Column<int> _starts = new();

    /// <summary>An empty list.</summary>
    public Utf8List() => _starts.Add(0);

    /// <summary>How many texts there are.</summary>
    public int Count => _starts.Count - 1;

    /// <summary>How many bytes they have together.</summary>
    public long Length => _bytes.Count - Count;

    /// <summary>The bytes of a text; valid until one is added.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.Values[_starts[index]..(_starts[index + 1] - 1)];

    /// <summary>A text and the zero behind it; valid until one is added.</summary>
    public ReadOnlySpan<byte> Terminated(int index) => _bytes.Values[_starts[index].._starts[index + 1]];

    /// <summary>A text as a string, made anew each time.</summary>
    public string Text(int index) => Encoding.UTF8.GetString(this[index]);

    /// <summary>Adds a text.</summary>
    public void Add(ReadOnlySpan<byte> text) => Add(text, []);

    /// <summary>Adds a text that comes in two pieces.</summary>
    public void Add(ReadOnlySpan<byte> text, ReadOnlySpan<byte> more)
    {
        Span<byte> room = _bytes.GetSpan(text.Length + more.Length + 1);
        text.CopyTo(room);
        more.CopyTo(room[text.Length..]);
        End(room, text.Length + more.Length);
    }

    /// <summary>Adds a text; what is no Unicode in it becomes U+FFFD.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        Span<byte> room = _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length) + 1);
        End(room, Encoding.UTF8.GetBytes(text, room));
    }

    /// <summary>Takes back all but the first texts.</summary>
    public void Truncate(int count)
    {
        _bytes.Truncate(_starts[count]);
        _starts.Truncate(count + 1);
    }

    /// <summary>Makes room for so many texts, and for their bytes.</summary>
    /// <param name="count">How many there will be.</param>
    /// <param name="length">How many bytes they have together.</param>
    public void Reserve(int count, long length)
    {
        _starts.Reserve(count + 1);
        _bytes.Reserve((int)Math.Min(length + count, Array.MaxLength));
    }

    /// <summary>The places of all texts in the order of their bytes, which is that of their code points.</summary>
    public int[] Order()
    {
        int[] order = new int[Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => this[a].SequenceCompareTo(this[b]));
        return order;
    }

    /// <summary>Appends all texts to a hash, as they lie in memory.</summary>
    public void AppendTo(XxHash128 hash)
    {
        hash.Append(MemoryMarshal.AsBytes(_starts.Values));
        hash.Append(_bytes.Values);
    }

    private void End(Span<byte> room, int length)
    {
        room[length] = 0;
        _bytes.Advance(length + 1);
        _starts.Add(_bytes.Count);
    }
}
