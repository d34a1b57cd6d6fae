using System.Buffers.Binary;

namespace Ricap.Train.Tests.Recording;

/// <summary>
/// Reads event files after the formats' descriptions and shares nothing with the writer: TFRecord frames, CRC-32C bit by bit,
/// protobuf by wire types.
/// </summary>
internal static class EventReader
{
    public sealed record Entry(long Step, double WallTime, string? Version, IReadOnlyDictionary<string, float> Scalars);

    public static IReadOnlyList<Entry> Read(string path)
    {
        byte[] all = File.ReadAllBytes(path);
        var entries = new List<Entry>();
        for (int at = 0; at < all.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(all.AsSpan(at));
            Assert.Equal(Masked(all.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(all.AsSpan(at + 8)));
            Assert.Equal(Masked(all.AsSpan(at + 12, length)), BinaryPrimitives.ReadUInt32LittleEndian(all.AsSpan(at + 12 + length)));
            entries.Add(Event(all[(at + 12)..(at + 12 + length)]));
            at += 16 + length;
        }

        return entries;
    }

    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = Crc32C(data);
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }

    private static Entry Event(byte[] message)
    {
        (long step, double time, string? version) = (0, 0, null);
        var scalars = new Dictionary<string, float>();
        foreach ((int field, object value) in Fields(message))
        {
            switch (field)
            {
                case 1: time = BitConverter.UInt64BitsToDouble((ulong)value); break;
                case 2: step = (long)(ulong)value; break;
                case 3: version = System.Text.Encoding.UTF8.GetString((byte[])value); break;
                case 5:
                    foreach ((int _, object one) in Fields((byte[])value))
                    {
                        Dictionary<int, object> parts = Fields((byte[])one).ToDictionary(p => p.Field, p => p.Value);
                        scalars.Add(System.Text.Encoding.UTF8.GetString((byte[])parts[1]), BitConverter.UInt32BitsToSingle((uint)parts[2]));
                    }

                    break;
                default: Assert.Fail($"field {field}"); break;
            }
        }

        return new Entry(step, time, version, scalars);
    }

    private static IEnumerable<(int Field, object Value)> Fields(byte[] message)
    {
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message, ref at);
            object value;
            switch (key & 7)
            {
                case 0:
                    value = Varint(message, ref at);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at));
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    value = message[at..(at + length)];
                    at += length;
                    break;
                case 5:
                    value = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7}");
            }

            yield return ((int)(key >> 3), value);
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = message[at++];
            value |= (ulong)(b & 127) << shift;
            if (b < 128)
            {
                return value;
            }
        }
    }
}
