using System.CommandLine;
using Ricap.Building;
using Ricap.CommandLine;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Cli;

/// <summary>The options that say how much of a data set a run of <c>render</c> makes, and never what is in it.</summary>
internal sealed class RenderScope
{
    private const string Base = "base";
    private const string Make = "make";
    private const string Error = "error";

    private readonly Option<string> _only = Verb.Value(
        "--only", Base, "Make base shards only, and no manifest; with --part, that part of them.");

    private readonly Option<string> _part = PartOption(
        "Make part I of N of the epochs' shards, from 0, and no manifest; needs all of the base, and decodes nothing.");

    private readonly Option<string> _missing = Verb.Value(
        "--missing",
        $"{Make}|{Error}",
        $"Without --only and --part: make what parts have not made, or make nothing and fail. [default: {Make}]");

    /// <summary>Adds the options to a verb.</summary>
    public RenderScope(Verb verb)
    {
        verb.Options.Add(_only);
        verb.Options.Add(_part);
        verb.Options.Add(_missing);
    }

    /// <summary>What was given of them.</summary>
    /// <param name="OnlyBase">Only base shards are to be made.</param>
    /// <param name="Part">Which part; null where none was given.</param>
    /// <param name="MakesNothing">Nothing may be made.</param>
    public sealed record Given(bool OnlyBase, PartNumber? Part, bool MakesNothing)
    {
        /// <summary>Whether there will be no manifest.</summary>
        public bool IsPart => OnlyBase || Part is not null;

        /// <summary>Builds as much.</summary>
        public BuildResult Build(DatasetOptions options, IBuildObserver observer, CancellationToken cancellation) => this switch
        {
            { OnlyBase: true } => DatasetBuilder.BuildBase(options, Part ?? PartNumber.Whole, observer, cancellation),
            { Part: { } part } => DatasetBuilder.BuildEpochs(options, part, observer, cancellation),
            { MakesNothing: true } => DatasetBuilder.Finish(options, observer, cancellation),
            _ => DatasetBuilder.Build(options, observer, cancellation),
        };

        /// <summary>Builds as much of a data set whose files are elsewhere; what ends all parts makes nothing there.</summary>
        public BuildResult Build(
            DatasetOptions options, Func<ManifestFile, bool> elsewhere, IBuildObserver observer, CancellationToken cancellation) =>
            OnlyBase ? DatasetBuilder.BuildBase(options, Part ?? PartNumber.Whole, elsewhere, observer, cancellation)
            : Part is { } part ? DatasetBuilder.BuildEpochs(options, part, elsewhere, observer, cancellation)
            : DatasetBuilder.Finish(options, elsewhere, observer, cancellation);
    }

    /// <summary>A <c>--part I/N</c>.</summary>
    public static Option<string> PartOption(string description) => Verb.Value("--part", "I/N", description);

    /// <summary>The part that was given; null if none was.</summary>
    /// <exception cref="RicapException">It is none.</exception>
    public static PartNumber? PartOf(ParseResult parsed, Option<string> option) => parsed.GetValue(option) is { } text
        ? PartNumber.Parse(text) ?? throw Verb.Invalid($"{option.Name} '{text}' is not I/N with I from 0 and below N, and N at most {PartNumber.MaxCount}")
        : null;

    /// <summary>Reads the options.</summary>
    /// <exception cref="RicapException">One is malformed, or one excludes another.</exception>
    public Given Of(ParseResult parsed)
    {
        string? missing = parsed.GetValue(_missing);
        var given = new Given(
            parsed.GetValue(_only) switch
            {
                null => false,
                Base => true,
                { } other => throw Verb.Invalid($"{_only.Name} '{other}' is not {Base}"),
            },
            PartOf(parsed, _part),
            missing switch
            {
                null or Make => false,
                Error => true,
                _ => throw Verb.Invalid($"{_missing.Name} '{missing}' is not {Make}|{Error}"),
            });
        return missing is not null && given.IsPart
            ? throw Verb.Invalid($"{_missing.Name} is for the run that ends all parts, without {_only.Name} and {_part.Name}")
            : given;
    }
}
