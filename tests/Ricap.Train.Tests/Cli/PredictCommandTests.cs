using System.Globalization;
using System.Text.Json;
using Ricap.CommandLine;
using Ricap.Train.Classifying;
using Ricap.Train.Cli;
using Ricap.Train.Tests.Classifying;

namespace Ricap.Train.Tests.Cli;

/// <summary><c>predict</c> and <c>export</c>: what they print, and what they end with.</summary>
public sealed class PredictCommandTests : IDisposable
{
    private readonly Trained _trained = new();

    public void Dispose() => _trained.Dispose();

    [TorchFact]
    public void Tables_csv_and_json_lines_say_the_same()
    {
        string[] pictures = [.. Directory.EnumerateFiles(_trained.Pictures, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        using Classifier classifier = Classifier.Load(_trained.Model);
        IReadOnlyList<ClassProbability>[] expected = [.. classifier.Predict([.. pictures.Select(Picture.File)]).Select(p => p.Top(2))];

        (int exitCode, string csv, string error) = Run("predict", _trained.Run, _trained.Pictures, "--top", "2");
        Assert.Equal((ExitCode.Ok, ""), (exitCode, error));
        string[] lines = csv.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal("image,rank,class,probability", lines[0]);
        Assert.Equal(
            pictures.Zip(expected).SelectMany(pair => pair.Second.Select((one, i) => string.Create(
                CultureInfo.InvariantCulture,
                $"{(pair.First.Contains(',') ? $"\"{pair.First}\"" : pair.First)},{i + 1},{(one.Name.Contains(',') ? $"\"{one.Name}\"" : one.Name)},{one.Probability:R}"))),
            lines[1..]);
        Assert.Contains(lines, line => line.Contains("\"a, b\"", StringComparison.Ordinal));

        (exitCode, string jsonl, error) = Run("predict", _trained.Model, _trained.Pictures, "--top", "2", "--format", "jsonl");
        Assert.Equal((ExitCode.Ok, ""), (exitCode, error));
        foreach ((string line, (string picture, IReadOnlyList<ClassProbability> top)) in jsonl.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Zip(pictures.Zip(expected)))
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal(picture, json.RootElement.GetProperty("image").GetString());
            Assert.Equal(
                top.Select(one => (one.Name, one.Probability)),
                json.RootElement.GetProperty("top").EnumerateArray().Select(one => (one.GetProperty("class").GetString()!, one.GetProperty("probability").GetDouble())));
        }

        (exitCode, string table, error) = Run("predict", _trained.Run, pictures[0], "--format", "table");
        Assert.Equal((ExitCode.Ok, ""), (exitCode, error));
        Assert.All(Trained.Classes, name => Assert.Contains(name, table, StringComparison.Ordinal));
        Assert.Contains(expected[0][0].Probability.ToString("0.0 %", CultureInfo.InvariantCulture), table, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_damaged_picture_is_reported_and_the_others_are_predicted()
    {
        string whole = Directory.EnumerateFiles(_trained.Pictures, "*.png", SearchOption.AllDirectories).First();
        File.WriteAllText(_trained["text.jpg"], "no picture");
        (int exitCode, string output, string error) = Run(
            "predict", _trained.Run, _trained["text.jpg"], whole, _trained["missing.png"], "--top", "1", "--format", "jsonl");
        Assert.Equal(ExitCode.DataProblem, exitCode);
        Assert.Equal(whole, JsonDocument.Parse(Assert.Single(Lines(output))).RootElement.GetProperty("image").GetString());
        string[] lines = Lines(error);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"{_trained["text.jpg"]}: error RICAP0023:", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{_trained["missing.png"]}: error RICAP0018:", lines[1], StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_list_on_standard_input_names_files_and_folders()
    {
        string whole = Directory.EnumerateFiles(_trained.Pictures, "*.png", SearchOption.AllDirectories).First();
        (int exitCode, string output, _) = RunWith(
            $"{whole}\n\n{Path.Combine(_trained.Pictures, "dark")}\n", "predict", _trained.Run, "-", "--top", "1", "--format", "jsonl");
        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Equal(5, Lines(output).Length);
    }

    [TorchFact]
    public void What_cannot_be_done_is_told_in_one_line()
    {
        string whole = Directory.EnumerateFiles(_trained.Pictures, "*.png", SearchOption.AllDirectories).First();
        Directory.CreateDirectory(_trained["empty"]);
        Assert.Equal((ExitCode.DataProblem, "RICAP0019"), Refused("predict", _trained.Run, _trained["empty"]));
        Assert.Equal((ExitCode.DataProblem, "RICAP0126"), Refused("predict", _trained["empty"], whole));
        Assert.Equal((ExitCode.DataProblem, "RICAP0054"), Refused("predict", whole, whole));
        Assert.Equal((ExitCode.Usage, "RICAP0001"), Refused("predict", _trained.Run, whole, "--top", "0"));
        Assert.Equal((ExitCode.Usage, "RICAP0001"), Refused("predict", _trained.Run, whole, "--format", "xml"));
        Assert.Equal((ExitCode.Usage, "RICAP0001"), Refused("predict", _trained.Run, whole, "--device", "tpu"));
        Assert.Equal((ExitCode.Usage, "RICAP0001"), Refused("export", _trained.Run, "--onnx", _trained["m.onnx"], "--input", "bytes"));
        Assert.Equal((ExitCode.OutputProblem, "RICAP0030"), Refused("export", _trained.Run, "--onnx", Path.Combine(_trained["none"], "m.onnx")));
    }

    [TorchFact]
    public void Export_writes_what_the_classifier_writes()
    {
        (int exitCode, string output, string error) = Run(
            "export", _trained.Run, "--onnx", _trained["model.onnx"], "--input", "float", "--fold-batch-norm", "--probabilities");
        Assert.Equal((ExitCode.Ok, ""), (exitCode, error));
        Assert.StartsWith($"{_trained["model.onnx"]}: 3 classes, 32x28 pixels, ", output, StringComparison.Ordinal);
        using Classifier classifier = Classifier.Load(_trained.Run);
        classifier.SaveOnnx(_trained["same.onnx"], new OnnxOptions { Input = OnnxInput.Float, FoldBatchNorm = true, Probabilities = true });
        Assert.Equal(File.ReadAllBytes(_trained["same.onnx"]), File.ReadAllBytes(_trained["model.onnx"]));
    }

    private static (int ExitCode, string Code) Refused(params string[] args)
    {
        (int exitCode, _, string error) = Run(args);
        return (exitCode, Lines(error)[0].Split("error ")[1].Split(':')[0]);
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static (int ExitCode, string Output, string Error) Run(params string[] args) => RunWith("", args);

    private static (int ExitCode, string Output, string Error) RunWith(string input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = TrainCommand.Run(args, new CommandContext(output, error) { OpenIn = () => new StringReader(input) });
        return (exitCode, output.ToString(), error.ToString());
    }
}
