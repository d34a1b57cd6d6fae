// Runs a model that 'ricap-train export' wrote, with ONNX Runtime and nothing of ours.
//
//   dotnet run -c Release --project samples/Predict -- MODEL.onnx PICTURE…
//
// The model takes bytes and normalises them itself; its metadata has the names of the classes and says how pictures become its input.
// Skia resamples otherwise than the training did: a picture of another size gives probabilities near those of 'ricap-train predict', and
// one of the model's own size the same.

using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkiaSharp;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: Predict MODEL.onnx PICTURE…");
    return 2;
}

if (!File.Exists(args[0]))
{
    Console.Error.WriteLine($"{args[0]}: there is no such file; 'ricap-train export RUN --onnx FILE' writes one");
    return 1;
}

using var session = new InferenceSession(args[0]);
Dictionary<string, string> metadata = session.ModelMetadata.CustomMetadataMap;
if (session.InputMetadata["images"].ElementType != typeof(byte))
{
    Console.Error.WriteLine($"{args[0]} takes floats: export it with --input uint8");
    return 1;
}

string[] classes = JsonSerializer.Deserialize<string[]>(metadata["classes"])!;
int[] size = [.. metadata["size"].Split('x').Select(side => int.Parse(side, CultureInfo.InvariantCulture))];
foreach (string picture in args[1..])
{
    using SKBitmap? image = Upright(picture);
    if (image is null)
    {
        Console.Error.WriteLine($"{picture}: cannot be decoded");
        return 1;
    }

    using SKBitmap fitted = Fit(image, size[0], size[1], metadata["fit"], SKColor.Parse(metadata["background"]));
    var pixels = new DenseTensor<byte>([1, size[1], size[0], 3]);
    ReadOnlySpan<byte> rgba = fitted.GetPixelSpan();
    for (int i = 0; i < size[0] * size[1]; i++)
    {
        rgba.Slice(4 * i, 3).CopyTo(pixels.Buffer.Span[(3 * i)..]);
    }

    using var results = session.Run([NamedOnnxValue.CreateFromTensor("images", pixels)], ["logits"]);
    float[] logits = [.. results[0].AsTensor<float>()];
    double sum = logits.Sum(logit => Math.Exp(logit - logits.Max()));
    foreach (int best in Enumerable.Range(0, classes.Length).OrderByDescending(c => logits[c]).Take(3))
    {
        Console.WriteLine($"{picture}: {classes[best]} {(Math.Exp(logits[best] - logits.Max()) / sum).ToString("0.0000", CultureInfo.InvariantCulture)}");
    }
}

return 0;

// A picture as its camera was held.
static SKBitmap? Upright(string path)
{
    using var codec = SKCodec.Create(path);
    if (codec is null || SKBitmap.Decode(codec) is not { } image)
    {
        return null;
    }

    int turn = codec.EncodedOrigin switch { SKEncodedOrigin.BottomRight => 180, SKEncodedOrigin.RightTop => 90, SKEncodedOrigin.LeftBottom => 270, _ => 0 };
    if (turn == 0)
    {
        return image;
    }

    var turned = turn == 180 ? new SKBitmap(image.Width, image.Height) : new SKBitmap(image.Height, image.Width);
    using var canvas = new SKCanvas(turned);
    canvas.Translate(turned.Width / 2f, turned.Height / 2f);
    canvas.RotateDegrees(turn);
    canvas.DrawBitmap(image, -image.Width / 2f, -image.Height / 2f, SKSamplingOptions.Default);
    image.Dispose();
    return turned;
}

// A picture at the model's size: stretched, cropped or padded.
static SKBitmap Fit(SKBitmap image, int width, int height, string fit, SKColor background)
{
    (float across, float down) = ((float)width / image.Width, (float)height / image.Height);
    (across, down) = fit switch
    {
        "crop" => (Math.Max(across, down), Math.Max(across, down)),
        "pad" => (Math.Min(across, down), Math.Min(across, down)),
        _ => (across, down),
    };
    var place = SKRect.Create((width - (image.Width * across)) / 2, (height - (image.Height * down)) / 2, image.Width * across, image.Height * down);
    var fitted = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
    using var canvas = new SKCanvas(fitted);
    canvas.Clear(background);
    using var source = SKImage.FromBitmap(image);
    canvas.DrawImage(source, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    return fitted;
}
