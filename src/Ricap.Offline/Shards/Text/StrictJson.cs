using System.Text.Json;

namespace Ricap.Shards.Text;

/// <summary>
/// Reads JSON whose shape is known: every property there, once, in order, and nothing else. All that is wrong comes
/// out as a <see cref="JsonException"/> that says what was expected; <see cref="Offset"/> then tells where.
/// </summary>
internal ref struct StrictJson(ReadOnlySpan<byte> json)
{
    // The defaults: no comments, no trailing commas, one value, 64 levels.
    private Utf8JsonReader _reader = new(json);
    private bool _peeked;

    /// <summary>Where the last token begins, from 0.</summary>
    public readonly long Offset => _reader.TokenStartIndex;

    public void OpenObject() => Take(JsonTokenType.StartObject, "an object");

    public void CloseObject() => Take(JsonTokenType.EndObject, "the object's end");

    public void OpenArray() => Take(JsonTokenType.StartArray, "an array");

    public void CloseArray() => Take(JsonTokenType.EndArray, "the array's end");

    /// <summary>Takes the array's end if it comes next, and says whether it did.</summary>
    public bool ArrayEnds() => TakeIf(Peek() == JsonTokenType.EndArray);

    /// <summary>Takes a null if it comes next, and says whether it did.</summary>
    private bool IsNull() => TakeIf(Peek() == JsonTokenType.Null);

    /// <summary>Takes the named property if it comes next, spelled without escapes, and says whether it did.</summary>
    public bool TryProperty(ReadOnlySpan<byte> name) =>
        TakeIf(Peek() == JsonTokenType.PropertyName && _reader.ValueSpan.SequenceEqual(name));

    /// <summary>Takes the named property; its value comes next.</summary>
    public void Property(ReadOnlySpan<byte> name)
    {
        if (!TryProperty(name))
        {
            throw Expected($"\"{System.Text.Encoding.UTF8.GetString(name)}\"");
        }
    }

    public string Text()
    {
        Take(JsonTokenType.String, "a string");
        return Decoded();
    }

    public bool Flag()
    {
        bool value = Peek() == JsonTokenType.True;
        Take(value ? JsonTokenType.True : JsonTokenType.False, "true or false");
        return value;
    }

    /// <summary>A whole number of 32 bits, <paramref name="least"/> or more.</summary>
    public int Int32(int least = 0)
    {
        Take(JsonTokenType.Number, "a number");
        return _reader.TryGetInt32(out int value) && value >= least
            ? value
            : throw Expected($"a whole number from {least} to {int.MaxValue}");
    }

    /// <summary>A whole number of 64 bits, 0 or more.</summary>
    public long Int64()
    {
        Take(JsonTokenType.Number, "a number");
        return _reader.TryGetInt64(out long value) && value >= 0 ? value : throw Expected("a whole number from 0");
    }

    /// <summary>A decimal number above 0 in millionths, which it must be a whole number of.</summary>
    public long Millionths()
    {
        Take(JsonTokenType.Number, "a number");
        return _reader.TryGetDecimal(out decimal value)
            && value is > 0 and <= long.MaxValue / 1_000_000
            && decimal.IsInteger(value * 1_000_000)
            ? (long)(value * 1_000_000)
            : throw Expected("a number above 0 with at most six decimals");
    }

    /// <summary>A finite double, or null.</summary>
    public double? RealOrNull()
    {
        if (IsNull())
        {
            return null;
        }

        Take(JsonTokenType.Number, "a number or null");
        return _reader.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw Expected("a finite number");
    }

    /// <summary>Takes the end of the text.</summary>
    public void End()
    {
        if (_reader.Read())
        {
            throw Expected("the end");
        }
    }

    /// <summary>What to throw where the last token is not what it should be.</summary>
    public readonly JsonException Expected(string what) => new($"{what} expected, not {Shown()}");

    private JsonTokenType Peek()
    {
        if (!_peeked)
        {
            // False comes only after the whole value; a text cut short makes Read throw.
            _peeked = _reader.Read() ? true : throw new JsonException("more expected, not the end");
        }

        return _reader.TokenType;
    }

    private bool TakeIf(bool yes)
    {
        _peeked &= !yes;
        return yes;
    }

    private void Take(JsonTokenType type, string what)
    {
        if (!TakeIf(Peek() == type))
        {
            throw Expected(what);
        }
    }

    private readonly string Decoded()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a string that is valid Unicode expected", e);
        }
    }

    private readonly string Shown()
    {
        const int Most = 40;
        ReadOnlySpan<byte> value = _reader.ValueSpan;
        string text = System.Text.Encoding.UTF8.GetString(value[..Math.Min(value.Length, Most)]);
        return value.Length > Most ? $"'{text}…'" : $"'{text}'";
    }
}
