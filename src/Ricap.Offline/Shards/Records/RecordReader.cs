using System.Text.Json;
using Ricap.Planning;
using Ricap.Shards.Text;

namespace Ricap.Shards.Records;

/// <summary>
/// Reads what <see cref="RecordWriter"/> writes, and nothing looser: each property once, in its order. It checks the
/// form and what a record says twice (its id, its areas, its total); whether layers and label are right, the reader of the
/// record compares with the plan.
/// </summary>
internal static partial class RecordReader
{
    /// <summary>Reads one record.</summary>
    /// <param name="json">The record, with or without white space around it.</param>
    /// <param name="shard">The file it is in, for the message of an exception.</param>
    /// <param name="offset">Where in that file it begins, for the message of an exception.</param>
    /// <exception cref="ShardFormatException">It is not such a record.</exception>
    public static SampleRecord Parse(ReadOnlySpan<byte> json, string shard = "record", long offset = 0)
    {
        var reader = new StrictJson(json);
        try
        {
            SampleRecord record = ReadRecord(ref reader);
            reader.End();
            return record;
        }
        catch (JsonException e)
        {
            throw new ShardFormatException(shard, offset + reader.Offset, e.Message, e);
        }
    }

    /// <summary>Reads the array of records that lies beside an npy epoch shard.</summary>
    /// <param name="json">The whole file.</param>
    /// <param name="shard">The file's name, for the message of an exception.</param>
    /// <exception cref="ShardFormatException">It is not an array of such records.</exception>
    public static IReadOnlyList<SampleRecord> ParseArray(ReadOnlySpan<byte> json, string shard = "records")
    {
        var reader = new StrictJson(json);
        try
        {
            var records = new List<SampleRecord>();
            reader.OpenArray();
            while (!reader.ArrayEnds())
            {
                records.Add(ReadRecord(ref reader));
            }

            reader.End();
            return records;
        }
        catch (JsonException e)
        {
            throw new ShardFormatException(shard, reader.Offset, e.Message, e);
        }
    }

    /// <summary>Reads a label, <c>{"class":[1,4],"weight":[600,424]}</c>, ascending by class.</summary>
    internal static ClassWeight[] ReadLabel(ref StrictJson reader)
    {
        ClassWeight[] label = ReadWeights(ref reader);
        reader.CloseObject();
        return label;
    }

    private static ClassWeight[] ReadWeights(ref StrictJson reader)
    {
        reader.OpenObject();
        reader.Property("class"u8);
        reader.OpenArray();
        var classes = new List<int>();
        while (!reader.ArrayEnds())
        {
            int @class = reader.Int32();
            if (classes.Count > 0 && @class <= classes[^1])
            {
                throw reader.Expected($"a class above {classes[^1]}");
            }

            classes.Add(@class);
        }

        reader.Property("weight"u8);
        reader.OpenArray();
        var label = new ClassWeight[classes.Count];
        for (int i = 0; i < label.Length; i++)
        {
            label[i] = new ClassWeight(classes[i], reader.Millionths());
        }

        reader.CloseArray();
        return label;
    }

    private static SampleRecord ReadRecord(ref StrictJson reader)
    {
        reader.OpenObject();
        reader.Property("id"u8);
        if (!SampleKey.TryParse(reader.Text(), out int idEpoch, out int index))
        {
            throw reader.Expected("an id such as 0003-00000012");
        }

        reader.Property("epoch"u8);
        int epoch = reader.Int32();
        if (epoch != idEpoch)
        {
            throw reader.Expected($"epoch {idEpoch}, as in the id,");
        }

        reader.Property("batch"u8);
        int batch = reader.Int32();
        reader.Property("beta"u8);
        double? beta = reader.RealOrNull();
        reader.Property("width"u8);
        int width = reader.Int32(least: 1);
        reader.Property("height"u8);
        int height = reader.Int32(least: 1);
        bool patched = reader.TryProperty("boundary"u8);
        if (!patched && !reader.TryProperty("mix"u8))
        {
            throw reader.Expected("\"boundary\" or \"mix\"");
        }

        var read = new Layers(patched ? beta is null ? WholeMix.Name : RicapMix.Name : reader.Text());
        ClassWeight[] label = patched ? ReadPatches(ref reader, read) : ReadLayers(ref reader, read);
        reader.CloseObject();
        return new SampleRecord(
            new SamplePlan(epoch, index, batch, read.Mix, read.Plan), beta, width, height, label, read.Sources);
    }

    private static (int First, int Second) ReadPair(
        ref StrictJson reader, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int least)
    {
        reader.OpenObject();
        reader.Property(first);
        int one = reader.Int32(least);
        reader.Property(second);
        int two = reader.Int32(least);
        reader.CloseObject();
        return (one, two);
    }
}
