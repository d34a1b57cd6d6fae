using System.CommandLine;
using Ricap.CommandLine;
using Ricap.Options;
using Ricap.Preview;
using Ricap.Preview.Animations;
using Ricap.Reading;

namespace Ricap.Cli;

/// <summary><c>ricap preview</c>: draws samples with their soft labels on a sheet.</summary>
internal static class PreviewCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "preview",
        "Draws samples with their soft labels on a contact sheet, a PNG file, and prints its path. "
        + "Renders them from the base shards, so any epoch will do.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        Argument<string> folder = Verb.Folder();
        Option<string> epoch = Verb.Value("--epoch", "E", "The epoch, rendered or not. [default: the first rendered]");
        Option<string> count = Verb.Value(
            "--count",
            $"1..{PreviewOptions.MaxCount}",
            $"How many samples, from the first on. [default: {PreviewOptions.DefaultCount}]");
        Option<string> samples = Verb.Value("--samples", SampleRange.Grammar, "Which samples, instead of --count.");
        Option<string> columns = Verb.Value(
            "--columns", $"0..{PreviewOptions.MaxCount}", "Tiles in a row, 0 = what looks best. [default: 0]");
        Option<string> tile = Verb.Value(
            "--tile",
            $"{PreviewOptions.MinTile}..{PreviewOptions.MaxTile}",
            $"The side of a tile in pixels. [default: {PreviewOptions.DefaultTile}]");
        Option<string> output = Verb.Value("--out", "PNG", "The sheet's file. [default: DIR-preview.png beside DIR]");
        var command = new Verb(Info)
        {
            Usage = "preview DIR [options]",
            Examples =
            [
                "ricap preview shards",
                "ricap preview shards --epoch 99 --samples 0..63 --columns 8 --out epoch-99.png",
                "ricap preview shards --samples 0003-00000012 --tile 512 --out one.png",
                "ricap preview shards --animate --modes batch,sample --out modes.png",
            ],
            Arguments = { folder },
            Options = { epoch, count, samples, columns, tile, output },
        };
        var animate = new AnimateOptions();
        animate.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(count) is not null && parsed.GetValue(samples) is not null)
            {
                throw Verb.Invalid("--count and --samples exclude each other; --count 16 is --samples 0..15");
            }

            var options = new PreviewOptions
            {
                Epoch = Verb.Number(parsed, epoch, 0, EpochSet.MaxEpoch),
                Count = Verb.Number(parsed, count, 1, PreviewOptions.MaxCount) ?? PreviewOptions.DefaultCount,
                Columns = Verb.Number(parsed, columns, 0, PreviewOptions.MaxCount) ?? 0,
                TileWidth = Verb.Number(parsed, tile, PreviewOptions.MinTile, PreviewOptions.MaxTile)
                    ?? PreviewOptions.DefaultTile,
            };
            options = parsed.GetValue(samples) is { } text ? With(options, SampleRange.Parse("--samples", text)) : options;

            string dataset = DatasetFolder.Of(parsed.GetValue(folder)!);
            string png = parsed.GetValue(output) ?? Beside(dataset);
            if (animate.Of(parsed, samples) is { } animation)
            {
                AnimateOptions.RequireAnimatedPng(png);
                animation = animation with
                {
                    Epoch = options.Epoch,
                    Count = parsed.GetValue(count) is null ? animation.Count : options.Count,
                    Columns = options.Columns,
                    TileWidth = parsed.GetValue(tile) is null ? animation.TileWidth : options.TileWidth,
                };
                Animation.Write(dataset, animation, png, context.Cancellation);
                context.Out.WriteLine(SafeText.OneLine(Path.GetFullPath(png)));
                return ExitCode.Ok;
            }

            if (!png.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            {
                throw Verb.Invalid($"--out '{png}' does not end in .png");
            }

            PreviewSheet.Write(dataset, options, png, context.Cancellation);
            context.Out.WriteLine(SafeText.OneLine(Path.GetFullPath(png)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static PreviewOptions With(PreviewOptions options, SampleRange range)
    {
        if (range.Epoch is { } own && options.Epoch is { } other && own != other)
        {
            throw Verb.Invalid($"--samples names one of epoch {own}, --epoch says {other}");
        }

        long count = (long)range.Last - range.First + 1;
        return count <= PreviewOptions.MaxCount
            ? options with { Epoch = range.Epoch ?? options.Epoch, First = range.First, Count = (int)count, MayBeFewer = false }
            : throw Verb.Invalid($"--samples {range.First}..{range.Last} are more than the {PreviewOptions.MaxCount} a sheet takes");
    }

    // Never inside: what is in the data set's folder is for the builder to say.
    private static string Beside(string dataset)
    {
        string folder = Path.TrimEndingDirectorySeparator(dataset);
        return Path.GetDirectoryName(folder) is { } parent
            ? Path.Join(parent, $"{Path.GetFileName(folder)}-preview.png")
            : throw new RicapException(
                Problem.Error(ProblemCodes.MissingOption, null, $"--out is needed: nothing lies beside {folder}"));
    }
}
