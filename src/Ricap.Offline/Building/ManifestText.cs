using System.Globalization;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Building;

/// <summary>The options of a data set as its manifest spells them, and back.</summary>
internal static class ManifestText
{
    /// <summary>Between the parts of a value that a manifest has each under a name of its own.</summary>
    private const char Separator = 'x';

    /// <summary>The options that decide what is in the data set, values spelled as on the command line.</summary>
    public static ManifestOptions Of(DatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ManifestOptions(
            from row in OptionTable.Table.Deciding(OptionEffects.Shards)
            where !row.IsOptional || row.Matters(options)
            from option in row.ManifestNames.Zip(Parts(row, row.Spell(options)!), (name, value) => Entry(row, name, value))
            select option);
    }

    /// <summary>The options a manifest was made with; threads, cache and the like are their defaults.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="folder">The data set's folder.</param>
    /// <exception cref="RicapException">
    /// An option is missing, unknown or out of range, the plan version is another, or the shards are not as the options make them.
    /// </exception>
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
            new("epochs", string.Join(',', manifest.Epochs.Select(e => $"{e.Epoch}..{e.Epoch}"))),
        };
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (OptionRow<DatasetOptions> row in OptionTable.Table.Deciding(OptionEffects.Shards))
        {
            known.UnionWith(row.ManifestNames);
            if (row.Example is not null || manifest.Options.Any(option => option.Name == row.ManifestName))
            {
                values.Add(new(row.Name, string.Join(Separator, row.ManifestNames.Select(name => Value(manifest, name)))));
            }
        }

        values.AddRange(manifest.Options.Where(option => !known.Contains(option.Name))
            .Select(option => KeyValuePair.Create(option.Name, Value(manifest, option.Name))));
        try
        {
            DatasetOptions options = OptionTable.Parse(values);
            RequireShards(manifest, options.ShardSize, path);
            return options;
        }
        catch (RicapException e)
        {
            throw new RicapException([.. e.Problems.Select(p => p with { Code = ProblemCodes.BadManifest, Path = path })], e);
        }
    }

    /// <summary>The shard that has a sample is told by the sample's index, so every shard but the last has as many as the options say.</summary>
    private static void RequireShards(DatasetManifest manifest, int shardSize, string path)
    {
        int count = DatasetLayout.EpochShards(manifest.Samples, shardSize);
        foreach (ManifestEpoch epoch in manifest.Epochs)
        {
            if (epoch.Shards.Count != count)
            {
                throw Wrong($"epoch {epoch.Epoch} has {Counted.Of(epoch.Shards.Count, "shard")}, not {count}");
            }

            for (int i = 0; i < count; i++)
            {
                int samples = DatasetLayout.ShardSamples(i, manifest.Samples, shardSize);
                if (epoch.Shards[i].Samples != samples)
                {
                    throw Wrong($"'{epoch.Shards[i].File.Path}' has {Counted.Of(epoch.Shards[i].Samples, "sample")}, not {samples}");
                }
            }
        }

        RicapException Wrong(string what) => new(Problem.Error(
            ProblemCodes.BadManifest,
            path,
            $"{what}, as {Counted.Of(manifest.Samples, "sample")} in shards of {shardSize} make; render the data set again"));
    }

    private static string[] Parts(OptionSpec row, string value) => row.ManifestNames.Count > 1 ? value.Split(Separator) : [value];

    private static ManifestOption Entry(OptionSpec row, string name, string value) => row.Kind == OptionKind.Number
        ? new(name, ulong.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture))
        : new(name, value);

    private static string Value(DatasetManifest manifest, string name) =>
        manifest.Options.TryGet(name, out ManifestOption option)
            ? option.Text ?? option.Number.ToString(CultureInfo.InvariantCulture)
            : "";
}
