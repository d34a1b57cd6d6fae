using System.CommandLine;
using Ricap.Building.Output;
using Ricap.CommandLine;
using Ricap.Train.Cli.Pictures;
using Ricap.Train.Recording;

namespace Ricap.Train.Cli;

/// <summary><c>ricap-train plot</c>: the curves of several runs in one picture.</summary>
internal static class PlotCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "plot",
        "Draws the accuracy and loss of several runs in one picture, and prints its path.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "Folders of runs (the --out of a training), or their metrics.csv.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> output = Verb.Value("--out", "PNG", "The picture's file. [default: curves.png]");
        var command = new Verb(Info)
        {
            Usage = "plot RUN… [options]",
            Examples =
            [
                "ricap-train plot runs/paper",
                "ricap-train plot runs/baseline runs/ricap --out ricap.png",
            ],
            Arguments = { runs },
            Options = { output },
        };
        command.SetAction(parsed => Run(parsed.GetValue(runs)!, parsed.GetValue(output) ?? "curves.png", context.Out));
        return command;
    }

    /// <summary>Draws, and prints where.</summary>
    /// <exception cref="RicapException">A run cannot be read, or the picture not be written.</exception>
    public static int Run(IReadOnlyList<string> runs, string output, TextWriter text)
    {
        if (!output.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new RicapException(Problem.Error(ProblemCodes.InvalidOption, null, $"--out '{output}' does not end in .png"));
        }

        string[] files = [.. runs.Select(MetricsOf)];
        string[] names = Names(files);
        var curves = files.Select((file, i) => (names[i], MetricsCsv.Read(file))).ToArray();
        string path = Path.GetFullPath(output);
        WholeFile.Write(path, Plots.Curves(curves));
        text.WriteLine(SafeText.OneLine(path));
        return ExitCode.Ok;
    }

    /// <summary>What to call runs: the names of their folders, with as many of the folders above as make them differ.</summary>
    internal static string[] Names(IReadOnlyList<string> files)
    {
        string[][] folders = [.. files.Select(f => Path.GetDirectoryName(f)!.Split([Path.DirectorySeparatorChar, '/'], StringSplitOptions.RemoveEmptyEntries))];
        int deepest = Math.Max(1, folders.Max(f => f.Length));
        for (int depth = 1; ; depth++)
        {
            string[] names = [.. folders.Select(f => SafeText.OneLine(string.Join('/', f.TakeLast(depth))))];
            if (depth >= deepest || names.Distinct(StringComparer.Ordinal).Count() == files.Distinct(StringComparer.Ordinal).Count())
            {
                return names;
            }
        }
    }

    private static string MetricsOf(string run)
    {
        string path = Path.GetFullPath(run);
        return Directory.Exists(path) ? Path.Combine(path, RunFolder.MetricsFile) : path;
    }
}
