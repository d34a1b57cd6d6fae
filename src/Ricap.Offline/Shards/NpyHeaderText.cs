namespace Ricap.Shards;

/// <summary>
/// The text of an npy header: a Python literal, of which we read what NumPy can write for an array of images.
/// <code>{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4, 3), }</code>
/// Keys in any order, each once; either quote; spaces anywhere between; a comma after the last item or none.
/// </summary>
internal ref struct NpyHeaderText(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>How far it has been read.</summary>
    public int Offset { get; private set; }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="FormatException">It says anything but [n, H, W, 3] of <c>|u1</c> in C order.</exception>
    public NpyShape Read()
    {
        bool hasType = false;
        bool hasOrder = false;
        NpyShape? shape = null;
        Expect('{');
        do
        {
            ReadOnlySpan<byte> key = Quoted();
            Expect(':');
            if (!hasType && key.SequenceEqual("descr"u8))
            {
                hasType = Quoted().SequenceEqual("|u1"u8) ? true : throw Wrong("the type is not '|u1'");
            }
            else if (!hasOrder && key.SequenceEqual("fortran_order"u8))
            {
                hasOrder = TryTake("False"u8) ? true : throw Wrong("the order is not C order");
            }
            else if (shape is null && key.SequenceEqual("shape"u8))
            {
                shape = Shape();
            }
            else
            {
                throw Wrong("a key that is there twice or has no business there");
            }
        }
        while (TryTake(","u8) && !At('}'));

        Expect('}');
        SkipSpace();
        return Offset == _text.Length && hasType && hasOrder && shape is NpyShape complete
            ? complete
            : throw Wrong("a key is missing, or something follows the header");
    }

    private NpyShape Shape()
    {
        Expect('(');
        int count = Number(least: 0);
        Expect(',');
        int height = Number(least: 1);
        Expect(',');
        int width = Number(least: 1);
        Expect(',');
        int channels = Number(least: NpyShape.Channels);
        TryTake(","u8);
        Expect(')');
        return channels == NpyShape.Channels
            ? new NpyShape(count, height, width)
            : throw Wrong("the last dimension is not 3");
    }

    private int Number(int least)
    {
        SkipSpace();
        ReadOnlySpan<byte> rest = _text[Offset..];
        int end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        ReadOnlySpan<byte> digits = end < 0 ? rest : rest[..end];
        bool padded = digits.Length > 1 && digits[0] == '0';
        if (padded || !int.TryParse(digits, null, out int value) || value < least)
        {
            throw Wrong($"a whole number from {least} to {int.MaxValue} expected");
        }

        Offset += digits.Length;
        return value;
    }

    private ReadOnlySpan<byte> Quoted()
    {
        byte quote = At('"') ? (byte)'"' : (byte)'\'';
        Expect((char)quote);
        ReadOnlySpan<byte> rest = _text[Offset..];
        int end = rest.IndexOf(quote);
        if (end < 0)
        {
            throw Wrong("a string that does not end");
        }

        Offset += end + 1;
        return rest[..end];
    }

    private bool At(char character)
    {
        SkipSpace();
        return Offset < _text.Length && _text[Offset] == character;
    }

    private void Expect(char character)
    {
        if (!At(character))
        {
            throw Wrong($"{character} expected");
        }

        Offset++;
    }

    private bool TryTake(ReadOnlySpan<byte> word)
    {
        SkipSpace();
        if (!_text[Offset..].StartsWith(word))
        {
            return false;
        }

        Offset += word.Length;
        return true;
    }

    private void SkipSpace()
    {
        int next = _text[Offset..].IndexOfAnyExcept(" \t\n"u8);
        Offset = next < 0 ? _text.Length : Offset + next;
    }

    private static FormatException Wrong(string what) => new($"npy header: {what}");
}
