using System.Buffers;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Tests.Shards;

/// <summary>Plans and records to test the formats with.</summary>
internal static class Samples
{
    public const int Width = 32;
    public const int Height = 32;

    public static readonly RecordSources Sources =
    [
        new("cat/a.png", 1),
        new("dog/b \"q\".png", 4),
        new("vögel/日本.png", 4),
        RecordSource.Soft("mix/c.png", [new(1, 300_000), new(2, 700_000)]),
    ];

    /// <summary>Boundary (20, 7): areas 140, 84, 500 and 300.</summary>
    public static SamplePlan Plan(int epoch = 3, int index = 12, int a = 0, int b = 1, int c = 2, int d = 0)
    {
        return new SamplePlan(epoch, index, 0, "ricap", Layers(
            new Layer(a, 3, 0, 20, 7, 0, 0, false, -2, 4),
            new Layer(b, 0, 5, 12, 7, 20, 0, true, 0, 0),
            new Layer(c, 1, 2, 20, 25, 0, 7, false, 1, -1),
            new Layer(d, 6, 4, 12, 25, 20, 7, true, 0, 2)));
    }

    public static SampleLayers Layers(params Layer[] layers)
    {
        var all = default(SampleLayers);
        foreach (Layer layer in layers)
        {
            all.Add(layer);
        }

        return all;
    }

    public static byte[] Record(in SamplePlan plan, double? beta = 0.3, RecordSources? sources = null)
    {
        var output = new ArrayBufferWriter<byte>();
        new RecordWriter(sources ?? Sources, Width, Height).Write(plan, beta, output);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    public static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);

    /// <summary>Every way to cut some bytes short and to change one of them.</summary>
    public static IEnumerable<byte[]> Damaged(byte[] bytes, int from = 0)
    {
        for (int i = from; i < bytes.Length; i++)
        {
            yield return bytes[..i];
            foreach (byte flip in (byte[])[0x01, 0x08, 0x10, 0x80])
            {
                byte[] changed = [.. bytes];
                changed[i] ^= flip;
                yield return changed;
            }
        }
    }
}
