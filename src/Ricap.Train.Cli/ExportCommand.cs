using System.CommandLine;
using System.Globalization;
using Ricap.CommandLine;
using Ricap.Train.Classifying;

namespace Ricap.Train.Cli;

/// <summary><c>ricap-train export</c>: a trained model for programs that have nothing of ours.</summary>
internal static class ExportCommand
{
    private static readonly Dictionary<string, OnnxInput> Inputs = new() { ["uint8"] = OnnxInput.Bytes, ["float"] = OnnxInput.Floats };

    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "export",
        "Writes a trained model as an ONNX file, which ONNX Runtime and others run without any of this: pixels go in, a logit for each class "
        + "comes out, and the names of the classes and how pictures are brought to size are in its metadata.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        Argument<string> model = PredictCommand.Model();
        Option<string> onnx = Verb.Value("--onnx", "FILE", "The ONNX file to write, of opset 17; one that is there is replaced.");
        onnx.Required = true;
        Option<string> input = Verb.Value(
            "--input",
            string.Join('|', Inputs.Keys),
            "What it takes, red green blue: bytes [N,H,W,3], or floats [N,3,H,W] in 0..1. Normalisation is inside. [default: uint8]");
        var fold = new Option<bool>("--fold-batch-norm") { Description = "Take normalisation layers into the convolutions before them: fewer operations, other last bits." };
        var probabilities = new Option<bool>("--probabilities") { Description = "A second output, the softmax of the logits." };
        var command = new Verb(Info)
        {
            Usage = "export MODEL --onnx FILE [options]",
            Examples =
            [
                "ricap-train export runs/a --onnx model.onnx",
                "ricap-train export runs/a/model.safetensors --onnx model.onnx --input float --fold-batch-norm --probabilities",
            ],
            Arguments = { model },
            Options = { onnx, input, fold, probabilities },
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(onnx)!;
            var options = new OnnxOptions
            {
                Input = InputOf(parsed.GetValue(input)),
                FoldBatchNorm = parsed.GetValue(fold),
                Probabilities = parsed.GetValue(probabilities),
            };
            if (path.Length == 0)
            {
                throw Verb.Invalid("--onnx is empty");
            }

            using var classifier = Classifier.Load(parsed.GetValue(model)!);
            classifier.SaveOnnx(path, options);
            context.Out.WriteLine(SafeText.OneLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {classifier.Classes.Count} classes, {classifier.Width}x{classifier.Height} pixels, {new FileInfo(path).Length:N0} bytes")));
            return ExitCode.Ok;
        });
        return command;
    }

    private static OnnxInput InputOf(string? given) => given is null ? OnnxInput.Bytes
        : Inputs.TryGetValue(given, out OnnxInput input) ? input
        : throw Verb.Invalid($"--input '{given}' is not {string.Join(" or ", Inputs.Keys)}");
}
