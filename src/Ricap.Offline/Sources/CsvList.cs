namespace Ricap.Sources;

/// <summary>
/// A list in CSV: <c>path,class</c>, with or without that header, or under the header <c>path,label</c> soft labels
/// written <c>cat:0.7;dog:0.3</c>.
/// </summary>
internal static class CsvList
{
    public static IEnumerable<ListRow> Read(string text, Action<int, string> malformed)
    {
        bool soft = false;
        bool first = true;
        foreach (CsvRecord record in CsvReader.Read(text))
        {
            bool header = first && IsHeader(record.Fields, out soft);
            first = false;
            if (!header && Parse(record, soft, malformed) is { } row)
            {
                yield return row;
            }
        }
    }

    private static bool IsHeader(IReadOnlyList<string> fields, out bool soft)
    {
        soft = fields is ["path", "label"];
        return soft || fields is ["path", "class"];
    }

    private static ListRow? Parse(CsvRecord record, bool soft, Action<int, string> malformed)
    {
        try
        {
            if (record.Error is not null)
            {
                throw new ListLineException(record.Error);
            }

            if (record.Fields is not [string path, string label])
            {
                throw new ListLineException(
                    $"there are {record.Fields.Count} fields; there should be 2 fields, path and {(soft ? "label" : "class")}");
            }

            return new ListRow(record.Line, ListValues.Path(path), soft ? Weights(label) : [ListValues.Class(label)]);
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
