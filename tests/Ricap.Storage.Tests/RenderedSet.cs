using System.Buffers.Binary;
using Ricap.Building;
using Ricap.Options;

namespace Ricap.Storage.Tests;

/// <summary>A small data set of noise, rendered.</summary>
internal static class RenderedSet
{
    private const int Side = 16;

    /// <summary>Renders one; the images are made first.</summary>
    public static void Make(string images, string output, string epochs = "2")
    {
        MakeImages(images);
        DatasetBuilder.Build(OptionTable.Parse(Options(images, output, epochs)));
    }

    /// <summary>Options as on the command line, without dashes.</summary>
    public static Dictionary<string, string> Options(string images, string output, string epochs) => new()
    {
        ["images"] = images,
        ["out"] = output,
        ["size"] = $"{Side}x{Side}",
        ["epochs"] = epochs,
        ["batch"] = "4",
        ["shard-size"] = "4",
        ["name"] = "set",
    };

    /// <summary>Makes the images: twelve, of two classes.</summary>
    public static void MakeImages(string images)
    {
        for (int i = 0; i < 12; i++)
        {
            string bmp = Path.Join(images, i % 2 == 0 ? "cat" : "dog", $"{i}.bmp");
            Directory.CreateDirectory(Path.GetDirectoryName(bmp)!);
            File.WriteAllBytes(bmp, Bmp(i));
        }
    }

    private static byte[] Bmp(int seed)
    {
        const int Header = 54;
        byte[] file = new byte[Header + 3 * Side * Side];
        new Random(seed).NextBytes(file.AsSpan(Header));
        "BM"u8.CopyTo(file);
        Write(2, file.Length);
        Write(10, Header);
        Write(14, Header - 14); // of what follows the first 14 bytes
        Write(18, Side);
        Write(22, Side);
        Write(26, 1 | 24 << 16); // planes, bits a pixel
        Array.Clear(file, 30, Header - 30);
        return file;

        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
    }
}
