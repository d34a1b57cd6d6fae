using System.CommandLine;
using Ricap.CommandLine;
using Ricap.Reading;
using Ricap.Reporting;

namespace Ricap.Cli;

/// <summary><c>ricap report</c>: shows a data set on a page.</summary>
internal static class ReportCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "report",
        "Shows a data set on a page that needs no network: its schedule, boundaries, labels and classes, counted "
        + "over all samples, and pictures of some with the source of each patch. Prints the page's path.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        Argument<string> folder = Verb.Folder();
        Option<string> output = Verb.Value("--out", "HTML", "The page's file. [default: DIR-report.html beside DIR]");
        Option<string> epochs = Verb.Value(
            "--epochs",
            "N|A..B|LIST",
            $"Which rendered epochs; beyond {ReportOptions.MaxEpochs}, evenly spaced ones. [default: all]");
        Option<string> samples = Verb.Value(
            "--samples",
            $"1..{ReportOptions.MaxSamples}",
            $"How many samples of each epoch have pictures, at most. [default: {ReportOptions.DefaultSamples}]");
        var command = new Verb(Info)
        {
            Usage = "report DIR [options]",
            Examples = ["ricap report shards", "ricap report shards --epochs 0..9 --samples 100 --out ramp.html"],
            Arguments = { folder },
            Options = { output, epochs, samples },
        };
        command.SetAction(parsed =>
        {
            var options = new ReportOptions
            {
                Epochs = Verb.Epochs(parsed, epochs),
                Samples = Verb.Number(parsed, samples, 1, ReportOptions.MaxSamples) ?? ReportOptions.DefaultSamples,
            };
            string dataset = DatasetFolder.Of(parsed.GetValue(folder)!);
            string html = parsed.GetValue(output) ?? Beside(dataset);
            if (Path.GetExtension(html).ToUpperInvariant() is not (".HTML" or ".HTM"))
            {
                throw Verb.Invalid($"--out '{html}' does not end in .html");
            }

            ReportWriter.Write(dataset, options, html, context.Cancellation);
            context.Out.WriteLine(SafeText.OneLine(Path.GetFullPath(html)));
            return ExitCode.Ok;
        });
        return command;
    }

    // Never inside: what is in the data set's folder is for the builder to say.
    private static string Beside(string dataset)
    {
        string folder = Path.TrimEndingDirectorySeparator(dataset);
        return Path.GetDirectoryName(folder) is { } parent
            ? Path.Join(parent, $"{Path.GetFileName(folder)}-report.html")
            : throw new RicapException(
                Problem.Error(ProblemCodes.MissingOption, null, $"--out is needed: nothing lies beside {folder}"));
    }
}
