using System.Globalization;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Building;

/// <summary>The options of a data set as its manifest spells them, and back.</summary>
internal static class ManifestText
{
    /// <summary>The options that decide what is in the data set, values spelled as on the command line.</summary>
    public static ManifestOptions Of(DatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ManifestOptions(
        [
            new("width", (ulong)options.Width),
            new("height", (ulong)options.Height),
            new("seed", options.Seed),
            new("mode", OptionTable.Spell(options.Mode)),
            new("schedule", options.Schedule.ToString()!),
            new("batch", (ulong)options.Batch),
            new("shardSize", (ulong)options.ShardSize),
            new("format", options.Format.Name),
            new("image", options.Image.ToString()),
            new("flip", options.Flip ? "horizontal" : "none"),
            new("shift", options.Shift.ToString()),
            new("fill", options.Fill.ToString()),
            new("fit", OptionTable.Spell(options.Fit)),
            new("background", options.Background.ToString()),
            new("augment", options.Augment.ToString()),
            .. options.MixOptions().Select(o => new ManifestOption(OptionTable.All.First(spec => spec.Name == o.Key).ManifestName, o.Value)),
        ]);
    }

    /// <summary>The options a manifest was made with; threads, cache and the like are their defaults.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="folder">The data set's folder.</param>
    /// <exception cref="RicapException">An option is missing, unknown or out of range, or the plan version is another.</exception>
    public static DatasetOptions Options(DatasetManifest manifest, string folder)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        string path = Path.Combine(folder, DatasetManifest.FileName);
        if (manifest.PlanVersion != Planning.PlanVersion.Current)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.BadManifest, path, $"plan version {manifest.PlanVersion} is not {Planning.PlanVersion.Current}, the one this build plans; render the data set again"));
        }

        var values = new List<KeyValuePair<string, string>>
        {
            new("images", folder),
            new("out", folder),
            new("name", manifest.Name),
            new("size", $"{Value(manifest, "width")}x{Value(manifest, "height")}"),
            new("epochs", string.Join(',', manifest.Epochs.Select(e => $"{e.Epoch}..{e.Epoch}"))),
        };
        foreach (ManifestOption option in manifest.Options.Where(o => o.Name is not ("width" or "height")))
        {
            OptionSpec? spec = OptionTable.All.FirstOrDefault(s => s.ManifestName == option.Name);
            values.Add(new(spec?.Name ?? option.Name, Value(manifest, option.Name)));
        }

        try
        {
            return OptionTable.Parse(values);
        }
        catch (RicapException e)
        {
            throw new RicapException([.. e.Problems.Select(p => p with { Code = ProblemCodes.BadManifest, Path = path })], e);
        }
    }

    private static string Value(DatasetManifest manifest, string name) =>
        manifest.Options.TryGet(name, out ManifestOption option)
            ? option.Text ?? option.Number.ToString(CultureInfo.InvariantCulture)
            : "";
}
