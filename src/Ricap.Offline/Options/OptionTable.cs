using System.Globalization;
using Ricap.Formats;
using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Sources;
using Row = Ricap.Options.OptionRow<Ricap.Options.DatasetOptions>;

namespace Ricap.Options;

/// <summary>
/// All options of a data set, once: the command line, the MSBuild item, the manifest, the content keys and the help texts are made
/// from this table, and every value is validated here.
/// </summary>
public static class OptionTable
{
    /// <summary>The longest side of a sample in pixels.</summary>
    public const int MaxSide = 16_384;

    /// <summary>The order of classes by name.</summary>
    internal const string Ordinal = "ordinal";

    /// <summary>The order of classes by number.</summary>
    internal const string Numeric = "numeric";

    /// <summary>Every option, in the order help shows them.</summary>
    public static IReadOnlyList<OptionSpec> All => Table.Rows;

    /// <summary>The table. An option is a property of <see cref="DatasetOptions"/>, where its default is, and a row here.</summary>
    /// <remarks>The data set's name depends on neither folder, so that the same images give the same bytes wherever they and the output lie.</remarks>
    internal static OptionTable<DatasetOptions> Table { get; } = new(
        new DatasetOptions { Images = "", Output = "", Name = "ricap", Epochs = EpochSet.FirstOnes(1) },
        [
            new("images", "DIR|LIST|IDX", "A folder with one folder a class, a .csv/.jsonl list, or an IDX file.",
                (o, v) => v.Length == 0 ? null : o with { Images = v }, o => o.Images) { Kind = OptionKind.Input, Example = "photos" },
            new("out", "DIR", "The folder the data set is written to.",
                (o, v) => v.Length == 0 ? null : o with { Output = v }, o => o.Output) { Kind = OptionKind.Path, Example = "shards" },
            new("classes", "FILE|DATASET", "Which classes there are, in order: a file with one a line, a list, or another data set, so that splits agree; an image of another class is an error.",
                (o, v) => v.Length == 0 ? null : o with { Classes = v }, o => o.Classes)
            { Kind = OptionKind.Input, Excludes = ("class-order", $": the list of classes has their order") },
            Row.Text("class-order", $"{Numeric}|{Ordinal}|FILE", "The order of the classes: by number, by name (which is the default), or as a file has it, one a line.",
                o => o.ClassOrder, (o, v) => o with { ClassOrder = v }, OptionKind.Input),
            Row.Text("not-in", "DATASET", "Refuse an image that this data set has as well, byte for byte: a leak between training and test.",
                o => o.NotIn, (o, v) => o with { NotIn = v }, OptionKind.Input),
            Row.Word("on-duplicate", "What to do about one image, byte for byte, under two classes.",
                o => o.OnDuplicate, (o, v) => o with { OnDuplicate = v }),
            new("name", "NAME", "The data set's name, in the manifest and the shard index.",
                (o, v) => v.Length is 0 or > 100 || v.Any(c => char.IsControl(c) || c is '/' or '\\') ? null : o with { Name = v }, o => o.Name),
            new("size", $"WxH, each 1..{MaxSide}", "Width and height of every sample in pixels.", Size, o => o.Width > 0 ? $"{o.Width}x{o.Height}" : null)
            { Kind = OptionKind.Number, ManifestNames = ["width", "height"], Affects = OptionEffects.Base, Example = "96x96" },
            new("seed", $"0..{ulong.MaxValue}", "The seed: the same seed gives the same files.",
                (o, v) => ulong.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? o with { Seed = seed } : null,
                o => o.Seed.ToString(CultureInfo.InvariantCulture))
            { Kind = OptionKind.Number, Affects = OptionEffects.Samples, Matters = o => !o.Augment.IsPlain },
            Row.Word("mode", "What the samples of a batch share: boundary and crops, the boundary, nothing.",
                o => o.Mode, (o, v) => o with { Mode = v }, OptionEffects.Samples, o => o.Augment.UsesMode),
            new("beta", $"{BetaSchedule.Spell(BoundaryTable.MinBeta)}..{BetaSchedule.Spell(BoundaryTable.MaxBeta)}", "β of the Beta(β, β) the boundary is drawn from, the same in every epoch.",
                Beta, o => o.Schedule.IsConstant ? BetaSchedule.Spell(o.Schedule.At(0)) : null)
            {
                IsShorthand = true,
                Affects = OptionEffects.Samples,
                Excludes = ("schedule", $"; {new OptionName("beta", "B")} is {new OptionName("schedule", "constant:B")}"),
            },
            new("schedule", BetaSchedule.Grammar, "β by epoch; instead of --beta.",
                (o, v) => o with { Schedule = BetaSchedule.Parse(v) }, o => o.Schedule.ToString())
            {
                Kind = OptionKind.Schedule,
                Affects = OptionEffects.Samples,
                Matters = o => o.Augment.HasPatches,
                InEpoch = (o, epoch) => BetaSchedule.Spell(o.Schedule.At(epoch)),
                NameInEpoch = "beta",
            },
            new("epochs", "N (0..N-1) | A..B (both included) | 0,5,9", "Which epochs to render.",
                (o, v) => EpochSet.TryParse(v, out EpochSet? set) ? o with { Epochs = set! } : null, o => o.Epochs.ToString()),
            Row.Int("batch", 1, 1_000_000, "Samples a batch; the four sources of a sample are in its batch.",
                o => o.Batch, (o, v) => o with { Batch = v }, OptionEffects.Samples),
            Row.Int("shard-size", 1, 10_000_000, "Samples a shard; a multiple of the batch keeps every image in one shard an epoch.",
                o => o.ShardSize, (o, v) => o with { ShardSize = v }, OptionEffects.Layout),
            new("format", string.Join('|', ShardFormat.All), "How shards are laid out.",
                (o, v) => ShardFormat.Find(v) is { } format ? o with { Format = format } : null, o => o.Format.Name) { Affects = OptionEffects.Encoding },
            new("image", "png|png:fast|webp|jpeg:1..100", "The image codec, of formats that hold image files.",
                (o, v) => ImageCodec.TryParse(v, out ImageCodec codec) ? o with { Image = codec } : null, o => o.Image.ToString())
            { Affects = OptionEffects.Encoding, Matters = o => o.Format.HoldsImages },
            new("flip", "none|horizontal", "Mirror sources left to right with chance 1/2.",
                (o, v) => v is "none" or "horizontal" ? o with { Flip = v == "horizontal" } : null, o => o.Flip ? "horizontal" : "none")
            { Affects = OptionEffects.Samples, Matters = o => !o.Augment.IsPlain },
            new("shift", $"pixels 0..65535 | 0%..100%", "Shift sources by up to this much along each axis.",
                (o, v) => ShiftRange.TryParse(v, out ShiftRange range) ? o with { Shift = range } : null, o => o.Shift.ToString())
            { Affects = OptionEffects.Samples, Matters = o => !o.Augment.IsPlain, InEpoch = (o, _) => $"{o.Plan.MaxShiftX}x{o.Plan.MaxShiftY}" },
            new("fill", "nearest|reflect|constant:RRGGBB", "What shows where a shifted source has no pixels.",
                (o, v) => FillRule.TryParse(v, out FillRule fill) ? o with { Fill = fill } : null, o => o.Fill.ToString())
            { Affects = OptionEffects.Samples, Matters = o => !o.Augment.IsPlain && o.Plan is not { MaxShiftX: 0, MaxShiftY: 0 } },
            Row.Word("fit", "How an image of another shape becomes WxH.", o => o.Fit, (o, v) => o with { Fit = v }, OptionEffects.Base),
            new("background", "RRGGBB", "What shows through transparent pixels and around padded images.",
                (o, v) => Rgb24.TryParse(v, null, out Rgb24 colour) ? o with { Background = colour } : null, o => o.Background.ToString()) { Affects = OptionEffects.Base },
            new("augment", Augmentation.Grammar,
                $"What samples are made by: {string.Join(", ", MixRegistry.All.Select(kind => $"{kind.Name}: {kind.Help}"))}; none: the plain images in their order, for a test split; or several with their relative weights, among which none is baseline.",
                (o, v) => Augmentation.TryParse(v, out Augmentation? augment) ? o with { Augment = augment } : null, o => o.Augment.ToString()) { Affects = OptionEffects.Samples },
            Row.Word("choose", "Of several mixes one is chosen for each sample, or for each batch.",
                o => o.Choose, (o, v) => o with { Choose = v }, OptionEffects.Samples, o => o.Augment.IsChoice, isOptional: true),
            .. MixRegistry.All.SelectMany(kind => kind.Parameters.Select(parameter => new Row(parameter.Name, parameter.Takes, parameter.Help,
                (o, v) => o.MixSettings.With(parameter, v) is { } settings ? o with { MixSettings = settings } : null, o => o.MixSettings.Of(parameter))
            { Affects = OptionEffects.Samples, Matters = o => o.Augment.Has(kind.Name), IsOptional = true })),
            Row.Word("on-bad-image", "Fail on an image that cannot be decoded, or leave it out with a warning.",
                o => o.OnBadImage, (o, v) => o with { OnBadImage = v }),
            Row.Int("max-pixels", 1, FitOptions.MostPixels, "Refuse images of more pixels than this before decoding them.",
                o => o.MaxPixels, (o, v) => o with { MaxPixels = v }),
            Row.Int("threads", 0, 1024, "How many threads work, 0 = one a core; never changes a byte.", o => o.Threads, (o, v) => o with { Threads = v }),
            new("memory", ByteSize.Grammar, "Hold base images of up to this much in memory while epochs are made, and read larger sets batch by batch; never changes a byte.",
                (o, v) => ByteSize.TryParse(v, out long n) ? o with { Memory = n } : null, o => ByteSize.Spell(o.Memory)),
            Row.Text("cache", "DIR", "Remember hashes of unchanged files here, so that large sets need not be read again to be checked.",
                o => o.Cache, (o, v) => o with { Cache = v }, OptionKind.Path),
            Row.Flag("force", "Make everything again, whatever is there.", o => o.Force, (o, v) => o with { Force = v }),
        ]);

    /// <summary>Makes options out of texts.</summary>
    /// <param name="values">Option name as on the command line (<see cref="OptionSpec.Name"/>) and its value, in any order.</param>
    /// <returns>Validated options.</returns>
    /// <exception cref="RicapException">One problem for each option that is unknown, malformed, out of range or missing.</exception>
    public static DatasetOptions Parse(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Table.Parse(values, Check);
    }

    /// <summary>An enumeration's member as options name it.</summary>
    internal static string Spell<T>(T value)
        where T : struct, Enum =>
        value.ToString().ToLowerInvariant();

    private static void Check(DatasetOptions options, List<Problem> problems)
    {
        if (options.Format.HoldsImages && !options.Format.Images.Contains(options.Image.Extension))
        {
            problems.Add(Problem.InvalidOption(
                $"{new OptionName("image", $"{options.Image}")} cannot be in {new OptionName("format", options.Format.Name)}, which holds {string.Join(" and ", options.Format.Images)}"));
        }

        if (problems.Count > 0 || !options.Augment.HasPatches)
        {
            return;
        }

        try
        {
            foreach (int epoch in options.Epochs.Epochs)
            {
                _ = options.Schedule.At(epoch);
            }
        }
        catch (RicapException e)
        {
            problems.AddRange(e.Problems);
        }
    }

    private static DatasetOptions? Size(DatasetOptions options, string value) =>
        value.Split('x') is [string w, string h] && Side(w, out int width) && Side(h, out int height)
            ? options with { Width = width, Height = height }
            : null;

    private static bool Side(string text, out int side) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is >= 1 and <= MaxSide;

    private static DatasetOptions? Beta(DatasetOptions options, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double beta)
        && beta >= BoundaryTable.MinBeta && beta <= BoundaryTable.MaxBeta
            ? options with { Schedule = BetaSchedule.Constant(beta) }
            : null;
}
