namespace Ricap.Tests.ImageFiles.Png;

/// <summary>Images and bytes made from integers alone, so that every platform makes the same ones.</summary>
internal static class TestImages
{
    public static readonly string[] Kinds = ["constant", "gradient", "noise", "photo", "drawing"];

    /// <summary>An image [height, width, 3] of one of the <see cref="Kinds"/>.</summary>
    public static byte[] Make(string kind, int width, int height) => kind switch
    {
        "constant" => Paint(width, height, (_, _, channel) => 40 * (channel + 1)),
        "gradient" => Paint(width, height, (x, y, channel) => channel == 0 ? x : channel == 1 ? y : (x + y) / 2),
        "noise" => Bytes(width * height * 3),
        "photo" => Photo(width, height),
        "drawing" => Paint(width, height, (x, y, channel) => ((x / 5) ^ (y / 7)) % 4 * (60 + channel)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Incompressible bytes (SplitMix64).</summary>
    public static byte[] Bytes(int length, ulong seed = 1)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            ulong z = seed + ((ulong)(i + 1) * 0x9E37_79B9_7F4A_7C15);
            z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
            z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
            bytes[i] = (byte)((z ^ (z >> 31)) >> 24);
        }

        return bytes;
    }

    /// <summary>
    /// What photographs have: light that falls off, shapes with edges, soft texture and a little grain.
    /// </summary>
    private static byte[] Photo(int width, int height)
    {
        byte[] grain = Bytes((width + 4) * (height + 4), seed: 7);
        return Paint(width, height, (x, y, channel) =>
        {
            int light = 90 + (Wave(x + (2 * y), 150) / 3) + (Wave((3 * y) - x + 400, 220) / 4);
            bool inside = ((x - (width / 2)) * (x - (width / 2))) + ((y - (height / 2)) * (y - (height / 2)))
                < width * height / 9;
            int texture = 0;
            for (int offset = 0; offset < 16; offset++)
            {
                texture += grain[((y + (offset / 4)) * (width + 4)) + x + (offset % 4)];
            }

            int shade = inside ? 50 - (20 * channel) : 10 * channel;
            return light + shade + (texture / 128) + (grain[(y * width) + x] & 3);
        });
    }

    /// <summary>A triangle between 0 and 127 of the given period.</summary>
    private static int Wave(int at, int period) => Math.Abs((at % period * 2) - period) * 127 / period;

    private static byte[] Paint(int width, int height, Func<int, int, int, int> value)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.Length; i++)
        {
            rgb[i] = (byte)value(i / 3 % width, i / 3 / width, i % 3);
        }

        return rgb;
    }
}
