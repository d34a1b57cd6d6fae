using System.Globalization;
using Ricap.Formats;
using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Sources;

namespace Ricap.Options;

/// <summary>
/// All options of a data set, once: the command line, the MSBuild item, the manifest and the help texts are made from
/// this table, and every value is validated here.
/// </summary>
public static class OptionTable
{
    /// <summary>The longest side of a sample in pixels.</summary>
    public const int MaxSide = 16_384;

    /// <summary>The order of classes by name.</summary>
    internal const string Ordinal = "ordinal";

    /// <summary>The order of classes by number.</summary>
    internal const string Numeric = "numeric";

    /// <summary>A name that depends on neither folder, so that the same images give the same bytes wherever they and the output lie.</summary>
    private const string DefaultName = "ricap";

    /// <summary>Every option, in the order help shows them.</summary>
    public static IReadOnlyList<OptionSpec> All { get; } =
    [
        new("images", "DIR|LIST|IDX", "", "A folder with one folder a class, a .csv/.jsonl list, or an IDX file.",
            (o, v) => v.Length == 0 ? null : o with { Images = v }) { Reads = true },
        new("out", "DIR", "", "The folder the data set is written to.",
            (o, v) => v.Length == 0 ? null : o with { Output = v }) { NamesPath = true },
        new("classes", "FILE|DATASET", "", "Which classes there are, in order: a file with one a line, a list, or another data set, so that splits agree; an image of another class is an error.",
            (o, v) => v.Length == 0 ? null : o with { Classes = v }) { Reads = true },
        new("class-order", $"{Numeric}|{Ordinal}|FILE", "", "The order of the classes: by number, by name (which is the default), or as a file has it, one a line.",
            (o, v) => v.Length == 0 ? null : o with { ClassOrder = v }) { Reads = true },
        new("not-in", "DATASET", "", "Refuse an image that this data set has as well, byte for byte: a leak between training and test.",
            (o, v) => v.Length == 0 ? null : o with { NotIn = v }) { Reads = true },
        new("on-duplicate", "warn|error|ignore", "warn", "What to do about one image, byte for byte, under two classes.",
            (o, v) => Named(v, out DuplicatePolicy policy) ? o with { OnDuplicate = policy } : null),
        new("name", "NAME", DefaultName, "The data set's name, in the manifest and the shard index.",
            (o, v) => v.Length is 0 or > 100 || v.Any(c => char.IsControl(c) || c is '/' or '\\') ? null : o with { Name = v }),
        new("size", $"WxH, each 1..{MaxSide}", "", "Width and height of every sample in pixels.", Size),
        new("seed", "0..18446744073709551615", "0", "The seed: the same seed gives the same files.",
            (o, v) => ulong.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? o with { Seed = seed } : null),
        new("mode", "paper|batch|sample", "sample", "What the samples of a batch share: boundary and crops, the boundary, nothing.",
            (o, v) => Named(v, out RandomnessMode mode) ? o with { Mode = mode } : null),
        new("beta", $"{BoundaryTable.MinBeta.ToString(CultureInfo.InvariantCulture)}..{BoundaryTable.MaxBeta}", "0.3",
            "β of the Beta(β, β) the boundary is drawn from, the same in every epoch.", Beta),
        new("schedule", BetaSchedule.Grammar, "constant:0.3", "β by epoch; instead of --beta.",
            (o, v) => o with { Schedule = BetaSchedule.Parse(v) }),
        new("epochs", "N (0..N-1) | A..B (both included) | 0,5,9", "1", "Which epochs to render.",
            (o, v) => EpochSet.TryParse(v, out EpochSet? set) ? o with { Epochs = set! } : null),
        new("batch", "1..1000000", "128", "Samples a batch; the four sources of a sample are in its batch.",
            (o, v) => Int(v, 1, 1_000_000, out int n) ? o with { Batch = n } : null),
        new("shard-size", "1..10000000", "4096", "Samples a shard; a multiple of the batch keeps every image in one shard an epoch.",
            (o, v) => Int(v, 1, 10_000_000, out int n) ? o with { ShardSize = n } : null),
        new("format", string.Join('|', ShardFormat.All), ShardFormat.All[0].Name, "How shards are laid out.",
            (o, v) => ShardFormat.Find(v) is { } format ? o with { Format = format } : null),
        new("image", "png|webp|jpeg:1..100", "png", "The image codec, of formats that hold image files.",
            (o, v) => ImageCodec.TryParse(v, out ImageCodec codec) ? o with { Image = codec } : null),
        new("flip", "none|horizontal", "none", "Mirror sources left to right with chance 1/2.",
            (o, v) => v is "none" or "horizontal" ? o with { Flip = v == "horizontal" } : null),
        new("shift", $"pixels 0..65535 | 0%..100%", "0", "Shift sources by up to this much along each axis.",
            (o, v) => ShiftRange.TryParse(v, out ShiftRange range) ? o with { Shift = range } : null),
        new("fill", "nearest|reflect|constant:RRGGBB", "nearest", "What shows where a shifted source has no pixels.",
            (o, v) => FillRule.TryParse(v, out FillRule fill) ? o with { Fill = fill } : null),
        new("fit", "stretch|crop|pad", "stretch", "How an image of another shape becomes WxH.",
            (o, v) => Named(v, out FitMode fit) ? o with { Fit = fit } : null),
        new("background", "RRGGBB", "FFFFFF", "What shows through transparent pixels and around padded images.",
            (o, v) => Rgb24.TryParse(v, null, out Rgb24 colour) ? o with { Background = colour } : null),
        new("augment", Augmentation.Grammar, "ricap",
            $"What samples are made by: {string.Join(", ", MixRegistry.All.Select(kind => $"{kind.Name}: {kind.Help}"))}; none: the plain images in their order, for a test split; or several with their relative weights, among which none is baseline.",
            (o, v) => Augmentation.TryParse(v, out Augmentation? augment) ? o with { Augment = augment } : null),
        new("choose", "sample|batch", "sample", "Of several mixes one is chosen for each sample, or for each batch.",
            (o, v) => Named(v, out MixChoice choose) ? o with { Choose = choose } : null),
        .. MixRegistry.All.SelectMany(kind => kind.Parameters).Select(parameter => new OptionSpec(
            parameter.Name, parameter.Takes, parameter.Default, parameter.Help,
            (o, v) => o.MixSettings.With(parameter, v) is { } settings ? o with { MixSettings = settings } : null)),
        new("on-bad-image", "error|skip", "error", "Fail on an image that cannot be decoded, or leave it out with a warning.",
            (o, v) => Named(v, out BadImagePolicy policy) ? o with { OnBadImage = policy } : null),
        new("max-pixels", "1..1000000000", "100000000", "Refuse images of more pixels than this before decoding them.",
            (o, v) => Int(v, 1, 1_000_000_000, out int n) ? o with { MaxPixels = n } : null),
        new("threads", "0..1024", "0", "How many threads work, 0 = one a core; never changes a byte.",
            (o, v) => Int(v, 0, 1024, out int n) ? o with { Threads = n } : null),
        new("cache", "DIR", "", "Remember hashes of unchanged files here, so that large sets need not be read again to be checked.",
            (o, v) => v.Length == 0 ? null : o with { Cache = v }) { NamesPath = true },
    ];

    /// <summary>Makes options out of texts.</summary>
    /// <param name="values">Option name as on the command line (<see cref="OptionSpec.Name"/>) and its value, in any order.</param>
    /// <returns>Validated options.</returns>
    /// <exception cref="RicapException">One problem for each option that is unknown, malformed, out of range or missing.</exception>
    public static DatasetOptions Parse(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var options = new DatasetOptions { Images = "", Output = "", Name = DefaultName, Epochs = EpochSet.FirstOnes(1) };
        var problems = new List<Problem>();
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, string value) in values)
        {
            given.Add(name);
            options = Set(options, name, value, problems);
        }

        Check(options, given, problems);
        return problems.Count == 0 ? options : throw new RicapException(problems);
    }

    private static DatasetOptions Set(DatasetOptions options, string name, string value, List<Problem> problems)
    {
        OptionSpec? spec = All.FirstOrDefault(s => s.Name == name);
        if (spec is null)
        {
            problems.Add(Problem.Error(ProblemCodes.UnknownOption, null, $"there is no option '{name}'{Nearest(name)}"));
            return options;
        }

        try
        {
            if (spec.Apply(options, value) is { } changed)
            {
                return changed;
            }

            problems.Add(Error(ProblemCodes.InvalidOption, $"{new OptionName(name)} '{value}' is not {spec.Takes}"));
        }
        catch (RicapException e)
        {
            problems.AddRange(e.Problems); // a schedule says itself what is wrong with it
        }

        return options;
    }

    private static void Check(DatasetOptions options, HashSet<string> given, List<Problem> problems)
    {
        foreach (string name in (string[])["images", "out", "size"])
        {
            if (!given.Contains(name))
            {
                string example = name switch { "size" => "96x96", "out" => "shards", _ => "photos" };
                problems.Add(Error(ProblemCodes.MissingOption, $"{new OptionName(name)} is needed, for example {new OptionName(name, example)}"));
            }
        }

        if (given.Contains("beta") && given.Contains("schedule"))
        {
            problems.Add(Error(
                ProblemCodes.InvalidOption,
                $"{new OptionName("beta")} and {new OptionName("schedule")} exclude each other; {new OptionName("beta", "B")} is {new OptionName("schedule", "constant:B")}"));
        }

        if (given.Contains("classes") && given.Contains("class-order"))
        {
            problems.Add(Error(
                ProblemCodes.InvalidOption,
                $"{new OptionName("classes")} and {new OptionName("class-order")} exclude each other: the list of classes has their order"));
        }

        if (options.Format.HoldsImages && !options.Format.Images.Contains(options.Image.Extension))
        {
            problems.Add(Problem.Error(
                ProblemCodes.InvalidOption,
                null,
                $"--image {options.Image} cannot be in --format {options.Format}, which holds {string.Join(" and ", options.Format.Images)}"));
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

    private static Problem Error(string code, FormattableString message) =>
        Problem.AboutOption(ProblemSeverity.Error, code, null, message);

    private static DatasetOptions? Size(DatasetOptions options, string value) =>
        value.Split('x') is [string w, string h] && Int(w, 1, MaxSide, out int width) && Int(h, 1, MaxSide, out int height)
            ? options with { Width = width, Height = height }
            : null;

    private static DatasetOptions? Beta(DatasetOptions options, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double beta)
        && beta >= BoundaryTable.MinBeta && beta <= BoundaryTable.MaxBeta
            ? options with { Schedule = BetaSchedule.Constant(beta) }
            : null;

    private static bool Int(string text, int min, int max, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;

    /// <summary>Enum members are spelled in lower case, so a number or another case is no name.</summary>
    private static bool Named<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (Spell(candidate) == text)
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }

    internal static string Spell<T>(T value)
        where T : struct, Enum =>
        value.ToString().ToLowerInvariant();

    private static string Nearest(string name)
    {
        OptionSpec? near = All.FirstOrDefault(s =>
            s.Name.Replace("-", "", StringComparison.Ordinal).Equals(name.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
            || s.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(s.Name, StringComparison.OrdinalIgnoreCase));
        return near is null ? "" : $"; did you mean '{near.Name}'?";
    }
}
