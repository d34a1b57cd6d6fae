using System.Text.Unicode;
using Ricap.Planning;
using Ricap.Shards.Text;

namespace Ricap.Shards.Records;

/// <summary>
/// Reads the label of a record that is spelled as <see cref="RecordWriter"/> spells those of patched samples: a tenth of what
/// <see cref="RecordReader"/> takes, for trainers, who want nothing else of it. It looks at the whole record all the same, gives nothing
/// that the reader would not, and whatever it does not know is for the reader.
/// </summary>
internal static class RecordLabel
{
    /// <summary>Reads the label of the record of one sample.</summary>
    /// <param name="record">The record, without white space around it.</param>
    /// <param name="epoch">The epoch whose record it should be.</param>
    /// <param name="index">The sample's place in the epoch.</param>
    /// <param name="label">Receives the label, ascending by class, with weights from 1 on.</param>
    /// <returns>How many classes it has; 0 if it is not such a record of that sample, or has more than there is room for.</returns>
    public static int Read(ReadOnlySpan<byte> record, int epoch, int index, Span<ClassWeight> label)
    {
        Span<byte> key = stackalloc byte[SampleKey.MaxLength];
        key = key[..SampleKey.Write(epoch, index, key)];
        var text = new ExactText(record);
        return text.Skip("{\"id\":\""u8)
            && text.Skip(key)
            && text.Field("\",\"epoch\":"u8, out int saidEpoch) && saidEpoch == epoch
            && text.Field(",\"batch\":"u8, out _)
            && text.Skip(",\"beta\":"u8) && (text.Skip("null"u8) || text.Real())
            && text.Field(",\"width\":"u8, out int width) && width > 0
            && text.Field(",\"height\":"u8, out int height) && height > 0
            && text.Field(",\"boundary\":{\"w\":"u8, out int boundaryX)
            && text.Field(",\"h\":"u8, out int boundaryY)
            && text.Skip("},\"label\":"u8)
            && ReadLabel(ref text, label, out int count)
            && ReadPatches(ref text, boundaryX, boundaryY)
            ? count : 0;
    }

    private static bool ReadLabel(ref ExactText text, Span<ClassWeight> label, out int count)
    {
        count = 0;
        if (!text.Skip("{\"class\":["u8))
        {
            return false;
        }

        do
        {
            if (count == label.Length || !text.Number(out int @class) || (count > 0 && @class <= label[count - 1].Class))
            {
                return false;
            }

            label[count++] = new ClassWeight(@class, 0);
        }
        while (text.Skip(","u8));

        if (!text.Skip("],\"weight\":["u8))
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if ((i > 0 && !text.Skip(","u8)) || !text.Millionths(out long weight))
            {
                return false;
            }

            label[i] = label[i] with { Weight = weight };
        }

        return text.Skip("]}"u8);
    }

    private static bool ReadPatches(ref ExactText text, int boundaryX, int boundaryY)
    {
        if (!text.Skip(",\"patches\":["u8))
        {
            return false;
        }

        for (int i = 0; i < SampleLayers.Capacity; i++)
        {
            bool isPatch = text.Skip(i == 0 ? "{\"source\":"u8 : ",{\"source\":"u8)
                && text.Quoted(out ReadOnlySpan<byte> path, out bool isAscii) && (isAscii || Utf8.IsValid(path))
                && text.Field(",\"index\":"u8, out _)
                && text.Field(",\"class\":"u8, out _)
                && text.Field(",\"area\":"u8, out int area)
                && text.Field(",\"crop\":{\"x\":"u8, out _)
                && text.Field(",\"y\":"u8, out _)
                && text.Field(",\"w\":"u8, out int width)
                && text.Field(",\"h\":"u8, out int height)
                && (long)width * height == area
                && (i > 0 || (width, height) == (boundaryX, boundaryY))
                && text.Field("},\"at\":{\"x\":"u8, out _)
                && text.Field(",\"y\":"u8, out _)
                && (text.Skip("},\"flip\":false,\"shift\":"u8) || text.Skip("},\"flip\":true,\"shift\":"u8))
                && text.SignedField("{\"x\":"u8)
                && text.SignedField(",\"y\":"u8)
                && text.Skip("}}"u8);
            if (!isPatch)
            {
                return false;
            }
        }

        return text.Skip("]}"u8) && text.IsAtEnd;
    }
}
