using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ricap.Building.Output;
using Ricap.CommandLine;
using Ricap.Train.Cli.Experiments;
using Ricap.Train.Data;

namespace Ricap.Train.Cli;

/// <summary><c>ricap-train experiment</c>: a grid of conditions and seeds.</summary>
internal static class ExperimentCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "experiment",
        "Trains a grid of conditions and seeds and compares them: results.md, .json, .csv and .png.",
        context => Create(
            context,
            (options, folder, cancel) => ExperimentRun.Train(options, folder, context, cancel),
            options => ExperimentRun.Check(options, context)));

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes, and when to stop.</param>
    /// <param name="train">Trains one run.</param>
    /// <param name="check">Checks one run's options before anything is trained; null for no check.</param>
    public static Verb Create(CommandContext context, RunTraining train, CheckTraining? check = null)
    {
        var file = new Argument<string>("EXPERIMENT.json") { Description = "What to run; samples/experiments has some." };
        Option<string> output = Verb.Value("--out", "DIR", "Where runs and results go; what is finished there is not run again.");
        output.Required = true;
        Option<string> data = Verb.Value("--data", "DIR", "The training data set. [default: the file's]");
        Option<string> test = Verb.Value("--test", "DIR", "The test data set. [default: the file's]");
        Option<string> seeds = Verb.Value("--seeds", "S,S,…", "The seeds. [default: the file's]");
        Option<string> folds = Verb.Value("--folds", "K", "Test each image once: divide the one data set into K parts, and test each by a run on the others. [default: the file's]");
        var set = new Option<string[]>("--set") { HelpName = "NAME=VALUE", Description = "An option of every run, as 'ricap-train train' has it but without dashes; NAME= takes the file's away. Once for each option." };
        var only = new Option<string[]>("--only") { HelpName = "NAME", Description = "Run this condition only; once for each condition." };
        var again = new Option<bool>("--again") { Description = "Delete the runs in --out that were made with other options, and train them anew." };
        var command = new Verb(Info)
        {
            Usage = "experiment EXPERIMENT.json --out DIR [options]",
            Examples =
            [
                "ricap-train experiment samples/experiments/seed-post.json --data shards --test test --out results",
                "ricap-train experiment samples/experiments/seed-post.json --data shards --test test --out results "
                    + "--seeds 1,2 --set model=small --set epochs=10",
                "ricap-train experiment samples/experiments/transfer.json --data photos --out results --folds 5",
            ],
            WhenStopped = "stopped; the next run of the experiment goes on from here",
            Arguments = { file },
            Options = { output, data, test, seeds, folds, set, only, again },
        };
        command.SetAction(parsed =>
        {
            var options = new Dictionary<string, string>(StringComparer.Ordinal);
            Add(options, "data", parsed.GetValue(data));
            Add(options, "test", parsed.GetValue(test));
            foreach (string text in parsed.GetValue(set) ?? [])
            {
                int equals = text.IndexOf('=', StringComparison.Ordinal);
                string name = equals > 0 ? text[..equals].Trim() : throw Verb.Invalid($"--set '{text}' is not NAME=VALUE");
                if (options.ContainsKey(name))
                {
                    throw Verb.Invalid($"--set {name} is there twice");
                }

                options.Add(name, text[(equals + 1)..]);
            }

            var changes = new ExperimentChanges
            {
                Options = options,
                Seeds = parsed.GetValue(seeds) is { } list ? Seeds(list) : null,
                Folds = parsed.GetValue(folds) is { } count ? Folds(count) : null,
                Only = parsed.GetValue(only) ?? [],
            };
            string folder = Path.GetFullPath(parsed.GetValue(output)!);
            IEnumerable<string> words = parsed.Tokens.Where(t => t.Type != TokenType.Command).Select(t => SafeText.Quoted(t.Value));
            string line = $"ricap-train experiment {string.Join(' ', words)}";
            return Run(ExperimentFile.Read(parsed.GetValue(file)!), changes, folder, parsed.GetValue(again), line);
        });
        return command;

        int Run(Experiment experiment, ExperimentChanges changes, string folder, bool fresh, string line)
        {
            IReadOnlyList<PlannedRun> runs = ExperimentPlan.Of(experiment, changes, folder);
            OutputErrors.Guard(folder, () => Directory.CreateDirectory(folder));
            IReadOnlyList<RunResult> results = new ExperimentRunner(train, check, context.Say).Run(
                runs, folder, fresh, state => ResultFiles.Write(ResultTable.Of(experiment, state), line, folder), context.Cancellation);
            Problem[] failures = [.. results.Select(r => r.Failure).OfType<Problem>()];
            foreach (Problem problem in failures)
            {
                context.Report(problem);
            }

            context.Out.WriteLine(Path.Combine(folder, "results.md"));
            return failures.Length > 0 ? ExitCode.Of(failures) : ExitCode.Ok;
        }
    }

    private static void Add(Dictionary<string, string> options, string name, string? value)
    {
        if (value is not null)
        {
            options.Add(name, value);
        }
    }

    private static int Folds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int folds) && Fold.IsCount(folds)
            ? folds
            : throw Verb.Invalid($"--folds '{text}' is not {Fold.CountRange}");

    private static List<ulong> Seeds(string list)
    {
        var seeds = new List<ulong>();
        foreach (string text in list.Split(','))
        {
            if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
            {
                throw Verb.Invalid($"--seeds '{list}': '{text}' is not 0..{ulong.MaxValue}");
            }

            seeds.Add(!seeds.Contains(seed) ? seed : throw Verb.Invalid($"--seeds '{list}': {seed} is there twice"));
        }

        return seeds;
    }
}
