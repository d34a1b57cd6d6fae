using System.Text;

namespace Ricap.Sources.Lists;

/// <summary>One record of a CSV text: its fields, or what is wrong with it.</summary>
/// <param name="Line">The 1-based line it begins on.</param>
/// <param name="Fields">The fields, unquoted; empty where there is an error.</param>
/// <param name="Error">What is wrong, or null.</param>
internal readonly record struct CsvRecord(int Line, IReadOnlyList<string> Fields, string? Error);

/// <summary>
/// Reads comma-separated values as RFC 4180 has them, but that white space around a field is no part of it, unless it is
/// quoted. Lines may end in LF alone. Blank lines are no records.
/// </summary>
internal sealed class CsvReader
{
    private readonly string _text;
    private int _at;
    private int _line = 1;

    private CsvReader(string text)
    {
        _text = text;
    }

    public static IEnumerable<CsvRecord> Read(string text)
    {
        var reader = new CsvReader(text);
        while (reader._at < text.Length)
        {
            reader.SkipSpace();
            if (reader._at < text.Length && !reader.SkipLineEnd())
            {
                yield return reader.Record();
            }
        }
    }

    private CsvRecord Record()
    {
        int line = _line;
        var fields = new List<string>();
        string? error;
        do
        {
            error = Field(out string field);
            fields.Add(field);
        }
        while (error is null && Skip(','));

        if (error is null && _at < _text.Length && !SkipLineEnd())
        {
            error = "there is text after a closing quote";
        }

        if (error is null)
        {
            return new CsvRecord(line, fields, null);
        }

        SkipLine();
        return new CsvRecord(line, [], error);
    }

    /// <summary>Null, or what is wrong with the field.</summary>
    private string? Field(out string field)
    {
        SkipSpace();
        if (Skip('"'))
        {
            string? error = QuotedField(out field);
            SkipSpace();
            return error;
        }

        int end = _at;
        while (end < _text.Length && _text[end] != ',' && !IsLineEnd(end))
        {
            end++;
        }

        field = _text[_at..end].TrimEnd();
        _at = end;
        return field.Contains('"') ? "a quote stands inside a field that does not begin with one" : null;
    }

    private string? QuotedField(out string field)
    {
        var content = new StringBuilder();
        while (_at < _text.Length)
        {
            char c = _text[_at++];
            if (c == '\n')
            {
                _line++;
            }

            if (c == '"' && !Skip('"'))
            {
                field = content.ToString();
                return null;
            }

            content.Append(c);
        }

        field = "";
        return "a quote is opened and never closed";
    }

    private bool Skip(char c)
    {
        bool there = _at < _text.Length && _text[_at] == c;
        _at += there ? 1 : 0;
        return there;
    }

    /// <summary>Skips white space within the line.</summary>
    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]) && !IsLineEnd(_at))
        {
            _at++;
        }
    }

    private bool IsLineEnd(int at) =>
        _text[at] == '\n' || (_text[at] == '\r' && at + 1 < _text.Length && _text[at + 1] == '\n');

    private bool SkipLineEnd()
    {
        if (!IsLineEnd(_at))
        {
            return false;
        }

        _at += _text[_at] == '\r' ? 2 : 1;
        _line++;
        return true;
    }

    private void SkipLine()
    {
        int end = _text.IndexOf('\n', _at);
        _line += end < 0 ? 0 : 1;
        _at = end < 0 ? _text.Length : end + 1;
    }
}
