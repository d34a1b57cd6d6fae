using System.Text.Unicode;
using Ricap.Shards.Text;

namespace Ricap.Shards;

/// <summary>
/// Reads the records of a base shard as we write them, where none has an escape or a label: a tenth of what any JSON takes, for files
/// that have a line for each image. It gives nothing that the JSON would not, and whatever it does not know is for the JSON.
/// </summary>
internal static class BaseRecordLines
{
    /// <summary>What is before the path in quotes.</summary>
    public static ReadOnlySpan<byte> Path => "{\"path\":"u8;

    /// <summary>What is before the class.</summary>
    public static ReadOnlySpan<byte> Class => ",\"class\":"u8;

    /// <summary>What is before the hash.</summary>
    public static ReadOnlySpan<byte> Hash => ",\"xxh128\":\""u8;

    /// <summary>What is after the hash.</summary>
    public static ReadOnlySpan<byte> End => "\"}"u8;

    /// <summary>The records; null if the text is not of such lines alone.</summary>
    public static BaseRecords? TryRead(ReadOnlySpan<byte> json)
    {
        var text = new ExactText(json);
        if (!text.Skip("[\n"u8) || !Utf8.IsValid(json))
        {
            return null;
        }

        var records = new BaseRecords();
        int lines = json.Count((byte)'\n');
        records.Reserve(lines, Math.Max(0, json.Length - (lines * (Path.Length + Class.Length + Hash.Length + HashText.Length + End.Length))));
        while (true)
        {
            if (!TryReadOne(ref text, records))
            {
                return null;
            }

            if (!text.Skip(",\n"u8))
            {
                return text.Skip("\n]\n"u8) && text.IsAtEnd ? records : null;
            }
        }
    }

    private static bool TryReadOne(ref ExactText text, BaseRecords records)
    {
        if (!text.Skip(Path)
            || !text.Quoted(out ReadOnlySpan<byte> path, out _)
            || !text.Field(Class, out int @class)
            || !text.Skip(Hash)
            || !text.Take(HashText.Length, out ReadOnlySpan<byte> digits)
            || !HashText.TryParse(digits, out Hash128 hash)
            || !text.Skip(End))
        {
            return false;
        }

        records.Add(path, @class, hash);
        return true;
    }
}
