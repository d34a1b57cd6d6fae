using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ricap.CommandLine;
using Ricap.Train.Checkpoints;
using Ricap.Train.Classifying;
using Ricap.Train.Data;
using Ricap.Train.Evaluating;
using Ricap.Train.Models;
using Ricap.Train.Runtime;
using Ricap.Train.Training;
using TorchSharp;

namespace Ricap.Train.Cli;

/// <summary><c>ricap-train eval</c>: a trained model on a data set.</summary>
internal static class EvalCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "eval",
        "Scores every image of a data set, as it is, with a trained model: loss, top-1, top-5, and top-1 of each class.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        var flags = new TrainFlags(name => name is "data" or "device" or "device-memory" or "threads" or "prefetch" or "verify");
        Option<string> cache = DataSets.CacheOption();
        var checkpoint = Verb.Value("--checkpoint", "FILE|DIR", "A run's folder, whose best model is taken if there is one, or a file of it: best, model or checkpoint.safetensors.");
        checkpoint.Required = true;
        var json = Verb.Json();
        var command = new Verb(Info)
        {
            Usage = "eval --data DIR|URL --checkpoint FILE|DIR [options]",
            Examples =
            [
                "ricap-train eval --data test --checkpoint runs/a",
                "ricap-train eval --data test --checkpoint runs/a/checkpoint.safetensors --device cuda --json",
            ],
            Options = { checkpoint, json },
        };
        flags.AddTo(command);
        command.Options.Add(cache);
        command.SetAction(parsed =>
        {
            using var sets = new DataSets(context, parsed.GetValue(cache));
            TrainOptions options = sets.Locate(TrainOptionTable.Parse(flags.Given(parsed).Append(new("out", "."))));
            string file = ModelFile.Find(parsed.GetValue(checkpoint)!);
            torch.Device device = DeviceName.Parse(options.Device);
            using RicapDataset dataset = RicapDataset.Open(options.Data);
            using ImageModel model = CheckpointFile.LoadModel(file, out CheckpointState state);
            RequireClasses(file, state.Classes, dataset);
            Networks.Place(model, device);
            using var normaliser = new PixelNormaliser(state.Mean, state.Deviation, device);
            using var evaluator = new Evaluator(dataset, normaliser, device, options.Feed);
            EvaluationResult result = TorchMemory.Guard(
                options.Device, () => evaluator.Run(model.ForwardNhwc, model, _ => { }, context.Cancellation));
            context.Out.WriteLine(parsed.GetValue(json) ? Json(result, state.Classes) : Text(result, state.Classes));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void RequireClasses(string file, IReadOnlyList<string> classes, RicapDataset dataset)
    {
        if (!classes.SequenceEqual(dataset.Manifest.Classes))
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.DatasetMismatch,
                dataset.Folder,
                $"has the classes {Names(dataset.Manifest.Classes)}; {file} knows {Names(classes)}"));
        }
    }

    private static string Names(IReadOnlyList<string> classes) =>
        $"{string.Join(", ", classes.Take(5))}{(classes.Count > 5 ? $", … ({classes.Count})" : "")}";

    private static string Text(EvaluationResult result, IReadOnlyList<string> classes)
    {
        int width = classes.Max(c => c.Length);
        IEnumerable<string> lines =
        [
            $"{result.Samples.ToString("N0", CultureInfo.InvariantCulture)} images: top-1 {Percent(result.Top1)}, top-5 {Percent(result.Top5)}, "
            + $"loss {result.Loss.ToString("0.0000", CultureInfo.InvariantCulture)}",
            .. result.Classes.Select(c =>
                $"  {classes[c.Class].PadRight(width)}  {Percent(c.Top1),8}  of {c.Samples.ToString("N0", CultureInfo.InvariantCulture)}"),
        ];
        return string.Join(Environment.NewLine, lines);
    }

    private static string Json(EvaluationResult result, IReadOnlyList<string> classes) => JsonSerializer.Serialize(
        new EvalReport(
            result.Samples,
            result.Loss,
            result.Top1,
            result.Top5,
            result.Classes.Select(c => new EvalClass(classes[c.Class], c.Samples, c.Top1, c.Top5, c.Precision))),
        CommandJson.Default.EvalReport);

    private static string Percent(double? share) =>
        share is { } s ? s.ToString("0.00 %", CultureInfo.InvariantCulture) : "-";
}
