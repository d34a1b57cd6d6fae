using SkiaSharp;

namespace Ricap.Benchmarks;

/// <summary>JPEG files that compress about as photos do, in folders of ten classes: the same ones each time.</summary>
internal static class SyntheticImages
{
    private const int Classes = 10;

    public static void Write(string folder, int count, int width, int height)
    {
        for (int label = 0; label < Classes; label++)
        {
            Directory.CreateDirectory(Path.Combine(folder, $"class-{label}"));
        }

        Parallel.For(0, count, number =>
        {
            using SKBitmap bitmap = Draw(number, width, height);
            using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality: 90);
            File.WriteAllBytes(Path.Combine(folder, $"class-{number % Classes}", $"{number:D6}.jpg"), data.Span);
        });
    }

    /// <summary>Shapes of soft colours on a gradient, and grain.</summary>
    private static SKBitmap Draw(int seed, int width, int height)
    {
        var random = new Random(seed);
        SKColor Colour() => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using SKShader sky = SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(width, height), [Colour(), Colour()], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = sky, IsAntialias = true };
        canvas.DrawRect(0, 0, width, height, paint);
        for (int shape = 0; shape < 12; shape++)
        {
            using SKShader shade = SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(width, height), [Colour(), Colour()], SKShaderTileMode.Clamp);
            paint.Shader = shade;
            canvas.DrawOval(random.Next(width), random.Next(height), random.Next(1, width / 3), random.Next(1, height / 3), paint);
        }

        canvas.Flush();
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(pixels[i] + random.Next(-6, 7), 0, 255);
        }

        return bitmap;
    }
}
