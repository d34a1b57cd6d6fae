namespace Ricap.Tests.Sources.Decoding;

/// <summary>JPEG files taken apart and put together wrongly.</summary>
internal static class JpegParts
{
    public static readonly byte[] End = [0xFF, 0xD9];

    /// <summary>A picture large enough to lose a piece of.</summary>
    public static byte[] Large() => TestImages.Jpeg(320, 240);

    public static byte[] Kept(string name) => TestImages.Fixture($"Kept/jpg/{name}.jpg");

    /// <summary>Where the codes of the first scan begin.</summary>
    public static int Codes(byte[] jpeg)
    {
        int scan = Scans(jpeg)[0];
        return scan + 2 + jpeg[scan + 3];
    }

    /// <summary>Where each scan's header begins.</summary>
    public static int[] Scans(byte[] jpeg) => At(jpeg, marker => marker == 0xDA);

    /// <summary>Where each restart marker is.</summary>
    public static int[] Restarts(byte[] jpeg) => At(jpeg, marker => marker is >= 0xD0 and <= 0xD7);

    /// <summary>Between two places other bytes.</summary>
    public static byte[] Replace(byte[] jpeg, int from, int to, params byte[] with) => [.. jpeg[..from], .. with, .. jpeg[to..]];

    /// <summary>Before the first marker after the start one more segment.</summary>
    public static byte[] Insert(byte[] jpeg, byte marker, params byte[] body) =>
        Replace(jpeg, 2, 2, [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body]);

    /// <summary>Without its Huffman tables, as a frame of Motion JPEG.</summary>
    public static byte[] WithoutTables(byte[] jpeg)
    {
        while (At(jpeg, marker => marker == 0xC4) is [int at, ..])
        {
            jpeg = Replace(jpeg, at, at + 2 + (jpeg[at + 2] << 8) + jpeg[at + 3]);
        }

        return jpeg;
    }

    public static int Frame(byte[] jpeg) => At(jpeg, marker => marker is 0xC0 or 0xC1 or 0xC2)[0];

    private static int[] At(byte[] jpeg, Func<byte, bool> wanted) =>
        [.. Enumerable.Range(0, jpeg.Length - 1).Where(i => jpeg[i] == 0xFF && wanted(jpeg[i + 1]))];
}
