using System.CommandLine;
using Ricap.Building;
using Ricap.CommandLine;
using Ricap.CommandLine.Progress;
using Ricap.Train.Classifying;
using Ricap.Train.Cli.Predicting;
using Ricap.Train.Runtime;

namespace Ricap.Train.Cli;

/// <summary><c>ricap-train predict</c>: what a trained model says of pictures.</summary>
internal static class PredictCommand
{
    private const int DefaultTop = 5;
    private const int MostTop = 1_000_000;

    private static readonly string[] Formats = ["table", "csv", "jsonl"];

    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "predict",
        "Says what a trained model sees in pictures: the most probable classes of each. Pictures are decoded and brought to size as the "
        + "training's were; no data set is needed. One that cannot be read is reported, and the others are predicted.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        Argument<string> model = Model();
        var images = new Argument<string[]>("IMAGES")
        {
            Description = "Files, folders (all images in and below), and - for a list of both on standard input, one a line.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> top = Verb.Value("--top", $"1..{MostTop}", $"How many classes of each image, the most probable first. [default: {DefaultTop}]");
        Option<string> format = Verb.Value("--format", string.Join('|', Formats), "How they are printed. [default: table on a terminal, csv elsewhere]");
        Option<bool> quiet = Verb.Quiet();
        var flags = new TrainFlags(name => name is "device");
        var command = new Verb(Info)
        {
            Usage = "predict MODEL IMAGES… [options]",
            Examples =
            [
                "ricap-train predict runs/a photo.jpg",
                "ricap-train predict runs/a photos --top 1 > predictions.csv",
                "find photos -name '*.jpg' | ricap-train predict runs/a/model.safetensors - --format jsonl",
            ],
            Arguments = { model, images },
            Options = { top, format, quiet },
        };
        flags.AddTo(command);
        command.SetAction(parsed =>
        {
            int count = Verb.Number(parsed, top, 1, MostTop) ?? DefaultTop;
            string form = FormatOf(parsed.GetValue(format), context.OutIsTerminal);
            string device = flags.Given(parsed).LastOrDefault(given => given.Key == "device").Value ?? DeviceName.Cpu;
            IReadOnlyList<string> paths = PictureList.Of(parsed.GetValue(images)!, context.OpenIn);
            using var classifier = Classifier.Load(parsed.GetValue(model)!, device);
            bool inTheWay = context.OutIsTerminal && form != Formats[0]; // lines and a bar on one screen
            (List<(string, IReadOnlyList<ClassProbability>)> rows, List<Problem> problems) = WorkProgress
                .Create(context, parsed.GetValue(quiet) || inTheWay, _ => "predicting")
                .Run(observer => Run(classifier, paths, count, form, observer, context));
            if (rows.Count > 0)
            {
                PredictionTable.Write(context.Out, rows); // now that there is no bar any more
            }

            return problems.Count == 0 ? ExitCode.Ok : ExitCode.Of(problems);
        });
        return command;
    }

    /// <summary>The model, for verbs that use one.</summary>
    internal static Argument<string> Model() => new("MODEL")
    {
        Description = "A run's folder (its best model, else its last), its model.safetensors or its checkpoint.",
    };

    private static string FormatOf(string? given, bool isTerminal) => given switch
    {
        null => Formats[isTerminal ? 0 : 1],
        _ when Formats.Contains(given) => given,
        _ => throw Verb.Invalid($"--format '{given}' is not {string.Join(", ", Formats)}"),
    };

    /// <summary>Predicts, and prints all but a table.</summary>
    /// <returns>The rows of a table, and what is wrong with pictures.</returns>
    private static (List<(string Image, IReadOnlyList<ClassProbability> Top)> Rows, List<Problem> Problems) Run(
        Classifier classifier, IReadOnlyList<string> paths, int top, string format, IBuildObserver progress, CommandContext context)
    {
        var rows = new List<(string, IReadOnlyList<ClassProbability>)>();
        var problems = new List<Problem>();
        if (format == "csv")
        {
            context.Out.WriteLine(PredictionText.CsvHeader);
        }

        int done = 0;
        foreach (string[] batch in paths.Chunk(Classifier.Batch))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<(Prediction?, IReadOnlyList<Problem>)> results =
                classifier.Try([.. batch.Select(Picture.File)], context.Cancellation);
            foreach ((string path, (Prediction? prediction, IReadOnlyList<Problem> wrong)) in batch.Zip(results))
            {
                problems.AddRange(wrong);
                foreach (Problem problem in wrong)
                {
                    context.Report(problem);
                }

                if (prediction is not null)
                {
                    Tell(path, prediction.Top(top));
                }
            }

            progress.OnProgress(BuildPhase.Base, done += batch.Length, paths.Count);
        }

        return (rows, problems);

        void Tell(string path, IReadOnlyList<ClassProbability> classes)
        {
            switch (format)
            {
                case "csv":
                    foreach (string line in PredictionText.Csv(path, classes))
                    {
                        context.Out.WriteLine(line);
                    }

                    break;
                case "jsonl":
                    context.Out.WriteLine(PredictionText.Json(path, classes));
                    break;
                default:
                    rows.Add((path, classes));
                    break;
            }
        }
    }
}
