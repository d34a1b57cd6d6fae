using System.Globalization;
using Ricap.Train.Classifying;
using Ricap.Train.Tests.Classifying;

namespace Ricap.Train.Tests.Samples;

/// <summary>Runs <c>samples/Predict</c> as its reader would: a program that has nothing of ours, on an exported model.</summary>
public sealed class PredictTests : IDisposable
{
    private readonly Trained _trained = new(("fit", "crop"));

    public void Dispose() => _trained.Dispose();

    [TorchFact]
    public void A_picture_of_the_models_size_gets_the_probabilities_of_the_classifier()
    {
        string picture = _trained["picture.png"];
        Trained.Png(picture, width: 32, height: 28, seed: 77, isOpaque: true);
        using Classifier classifier = Classifier.Load(_trained.Run);
        classifier.SaveOnnx(_trained["model.onnx"]);
        (int code, string text) = Command.RunProgram("Predict.dll", [], _trained["model.onnx"], picture);
        Assert.True(code == 0, text);
        Assert.Equal(
            classifier.Predict(picture).Top(3).Select(one => $"{picture}: {one.Name} {one.Probability.ToString("0.0000", CultureInfo.InvariantCulture)}"),
            text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
    }

    [TorchFact]
    public void Pictures_of_other_sizes_are_brought_to_the_models_and_what_cannot_be_run_is_told()
    {
        using Classifier classifier = Classifier.Load(_trained.Run);
        classifier.SaveOnnx(_trained["model.onnx"]);
        string picture = Directory.EnumerateFiles(_trained.Pictures, "*.png", SearchOption.AllDirectories).First();
        (int code, string text) = Command.RunProgram("Predict.dll", [], _trained["model.onnx"], picture);
        Assert.True(code == 0, text);
        Assert.Equal(3, text.TrimEnd().Split('\n').Length);

        File.WriteAllText(_trained["text.jpg"], "no picture");
        (code, text) = Command.RunProgram("Predict.dll", [], _trained["model.onnx"], _trained["text.jpg"]);
        Assert.Equal((1, $"{_trained["text.jpg"]}: cannot be decoded"), (code, text.TrimEnd()));
        classifier.SaveOnnx(_trained["float.onnx"], new OnnxOptions { Input = OnnxInput.Float });
        (code, text) = Command.RunProgram("Predict.dll", [], _trained["float.onnx"], picture);
        Assert.Equal((1, $"{_trained["float.onnx"]} takes floats: export it with --input uint8"), (code, text.TrimEnd()));
    }
}
