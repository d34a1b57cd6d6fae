namespace Ricap.Sources.Lists;

/// <summary>
/// A list in CSV: an image's path and its class, with or without a header (<see cref="CsvHeader"/>); under <c>label</c> there
/// may be soft labels written <c>cat:0.7;dog:0.3</c>.
/// </summary>
internal static class CsvList
{
    public static IEnumerable<ListRow> Read(string text, Action<int, string> malformed)
    {
        CsvHeader header = CsvHeader.None;
        bool first = true;
        (int Line, IReadOnlyList<string> Fields, int Count) uneven = (0, [], 0);
        foreach (CsvRecord record in CsvReader.Read(text))
        {
            bool mayBeHeader = first;
            first = false;
            if (mayBeHeader && CsvHeader.Of(record.Fields) is { } named)
            {
                header = named;
            }
            else if (record.Error is null && record.Fields.Count != 2)
            {
                uneven = uneven.Count == 0 ? (record.Line, record.Fields, 1) : uneven with { Count = uneven.Count + 1 };
            }
            else if (Parse(record, header, malformed) is { } row)
            {
                yield return row with { MayBeHeader = mayBeHeader };
            }
        }

        // A table of something else has as many such lines as it has rows, and they all say the same.
        if (uneven.Count > 0)
        {
            string more = uneven.Count > 1 ? $"; {uneven.Count - 1} more lines have a wrong number too" : "";
            string what = header.MayBeSoft ? "label" : "class";
            string there = uneven.Fields.Count > 1 ? $"there are {uneven.Fields.Count} fields"
                : uneven.Fields[0].AsSpan().ContainsAny(';', '\t') ? "there is 1 field, for a comma separates them, not a semicolon or tab"
                : "there is 1 field";
            malformed(uneven.Line, $"{there}; there should be 2 fields, path and {what}{more}");
        }
    }

    private static ListRow? Parse(CsvRecord record, CsvHeader header, Action<int, string> malformed)
    {
        try
        {
            if (record.Error is not null)
            {
                throw new ListLineException(record.Error);
            }

            string label = record.Fields[header.Class];
            bool isSoft = header.MayBeSoft && label.AsSpan().ContainsAny(':', ';');
            return new ListRow(
                record.Line, ListValues.Path(record.Fields[header.Path]), isSoft ? Weights(label) : [ListValues.Class(label)]);
        }
        catch (ListLineException e)
        {
            malformed(record.Line, e.Message);
            return null;
        }
    }

    private static IReadOnlyList<KeyValuePair<string, decimal>> Weights(string label)
    {
        var weights = new List<KeyValuePair<string, decimal>>();
        foreach (string part in label.Split(';'))
        {
            // The last colon, so that the name of a class may have some.
            int colon = part.LastIndexOf(':');
            if (colon < 0)
            {
                throw new ListLineException($"'{part}' is no class and weight: write cat:0.7;dog:0.3");
            }

            weights.Add(ListValues.Class(part[..colon], ListValues.Weight(part[(colon + 1)..])));
        }

        return ListValues.Distinct(weights);
    }
}
