using SkiaSharp;

namespace Ricap.MSBuild.Tests.Projects;

/// <summary>Draws the images that test projects render.</summary>
internal static class Pictures
{
    /// <summary>Writes a folder of two classes.</summary>
    public static void WriteSet(string folder, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Write(Path.Combine(folder, i % 2 == 0 ? "cats" : "dogs", $"{i:D2}.png"), i);
        }
    }

    /// <summary>Writes a small image that no other seed gives.</summary>
    public static void Write(string path, int seed)
    {
        using var bitmap = new SKBitmap(20, 16);
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)(x * 12), (byte)(y * 15), (byte)seed));
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }
}
