using System.CommandLine;
using Ricap.CommandLine;
using Ricap.Comparing;
using Ricap.Preview;
using Ricap.Reading;

namespace Ricap.Cli;

/// <summary><c>ricap diff</c>: tells what sets two data sets apart.</summary>
internal static class DiffCommand
{
    private const int DefaultCount = 8;
    private const int MaxCount = 1000;

    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "diff",
        "Tells what sets data set B apart from A: options, classes, sources, epochs, shards, and the plans and pixels of "
        + "samples, by id. Reads samples only where hashes differ. Ends with 0 if they are equal and with 1 if not.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        Argument<string> a = new("A") { Description = "The folder of a data set." };
        Argument<string> b = new("B") { Description = "The folder of the data set to compare it with." };
        Option<string> count = Verb.Value(
            "--count", $"0..{MaxCount}", $"How many changed samples to show one by one. [default: {DefaultCount}]");
        Option<string> output = Verb.Value(
            "--out", "PNG", "Draw those samples in threes, as A has it, as B has it and where they differ, in this file.");
        Option<bool> json = Verb.Json();
        var command = new Verb(Info)
        {
            Usage = "diff A B [options]",
            Examples =
            [
                "ricap diff shards-monday shards-tuesday",
                "ricap diff before after --count 24 --out changed.png",
                "ricap diff before after --json | jq .samples.changed",
            ],
            Arguments = { a, b },
            Options = { count, output, json },
        };
        command.SetAction(parsed =>
        {
            string? png = parsed.GetValue(output);
            if (png?.EndsWith(".png", StringComparison.OrdinalIgnoreCase) == false)
            {
                throw Verb.Invalid($"--out '{png}' does not end in .png");
            }

            int keep = Verb.Number(parsed, count, 0, MaxCount) ?? DefaultCount;
            (string left, string right) = (DatasetFolder.Of(parsed.GetValue(a)!), DatasetFolder.Of(parsed.GetValue(b)!));
            DatasetDiff diff = DatasetComparer.Compare(left, right, keep, context.Cancellation);
            if (png is not null)
            {
                PreviewSheet.Save(DiffSheet.Draw(diff), png);
            }

            int exitCode = diff.Equal ? ExitCode.Ok : ExitCode.DataProblem;
            if (parsed.GetValue(json))
            {
                JsonReport.Write(context, exitCode, diff, ReportJson.Default.DatasetDiff);
                return exitCode;
            }

            foreach (string line in DiffText.Of(diff))
            {
                context.Out.WriteLine(SafeText.OneLine(line));
            }

            return exitCode;
        });
        return command;
    }
}
