using System.Text;
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

    private const int MostDigits = 9; // of a class; what has more is for the JSON

    /// <summary>The records; null if the text is not of such lines alone.</summary>
    public static List<BaseRecord>? TryRead(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> rest = json;
        if (!Skip(ref rest, "[\n"u8) || !Utf8.IsValid(json))
        {
            return null;
        }

        var records = new List<BaseRecord>(1 + (rest.Length / 64));
        while (true)
        {
            if (!TryReadOne(ref rest, out BaseRecord? record))
            {
                return null;
            }

            records.Add(record!);
            if (!Skip(ref rest, ",\n"u8))
            {
                return Skip(ref rest, "\n]\n"u8) && rest.IsEmpty ? records : null;
            }
        }
    }

    private static bool TryReadOne(ref ReadOnlySpan<byte> rest, out BaseRecord? record)
    {
        record = null;
        if (!Skip(ref rest, Path) || !Skip(ref rest, "\""u8))
        {
            return false;
        }

        int length = 0;
        while (length < rest.Length && rest[length] is not ((byte)'"' or (byte)'\\' or < 0x20))
        {
            length++;
        }

        ReadOnlySpan<byte> path = rest[..length];
        rest = rest[length..];
        if (!Skip(ref rest, "\""u8)
            || !Skip(ref rest, Class)
            || !TryReadClass(ref rest, out int @class)
            || !Skip(ref rest, Hash)
            || rest.Length < HashText.Length
            || !HashText.TryParse(rest[..HashText.Length], out Hash128 hash))
        {
            return false;
        }

        rest = rest[HashText.Length..];
        record = new BaseRecord(new RecordSource(Encoding.UTF8.GetString(path), @class), hash);
        return Skip(ref rest, End);
    }

    private static bool TryReadClass(ref ReadOnlySpan<byte> rest, out int number)
    {
        int digits = 0;
        number = 0;
        while (digits < rest.Length && digits <= MostDigits && rest[digits] is >= (byte)'0' and <= (byte)'9')
        {
            number = (10 * number) + (rest[digits] - '0');
            digits++;
        }

        bool isOne = digits is > 0 and <= MostDigits && (digits == 1 || rest[0] != '0');
        rest = rest[digits..];
        return isOne;
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> text)
    {
        if (!rest.StartsWith(text))
        {
            return false;
        }

        rest = rest[text.Length..];
        return true;
    }
}
