using System.Text.Json;
using Ricap.Train.Data;

namespace Ricap.Train.Cli.Experiments;

/// <summary>Reads an experiment's file; what is wrong with it is told by the place in the JSON, all at once.</summary>
internal sealed class ExperimentFile
{
    private const int MaxBytes = 1 << 20;
    private const int MaxSeeds = 1000;

    private readonly string _path;
    private readonly List<Problem> _problems = [];

    private ExperimentFile(string path) => _path = path;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RicapException">It cannot be read, or is not an experiment.</exception>
    public static Experiment Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw Invalid(path, $"is longer than {MaxBytes} bytes: not an experiment");
            }

            using var json = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            return new ExperimentFile(path).Parse(json.RootElement);
        }
        catch (JsonException e)
        {
            int line = (int)Math.Min((e.LineNumber ?? 0) + 1, int.MaxValue);
            throw new RicapException(
                Problem.Error(ProblemCodes.InvalidOption, path, $"is not JSON: {e.Message.ReplaceLineEndings(" ")}", line), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.Unreadable, path, $"cannot be read: {e.Message}"), e);
        }
    }

    private static RicapException Invalid(string path, string message) =>
        new(Problem.Error(ProblemCodes.InvalidOption, path, message));

    private Experiment Parse(JsonElement root)
    {
        Dictionary<string, JsonElement> all = Members(root, "$", ["name", "title", "options", "seeds", "folds", "baseline", "conditions"]);
        string name = Text(all, "name");
        string title = Text(all, "title");
        string baseline = Text(all, "baseline");
        Dictionary<string, string> options = all.TryGetValue("options", out JsonElement o) ? Options(o, "$.options") : [];
        List<ulong> seeds = Seeds(all);
        int? folds = all.TryGetValue("folds", out JsonElement f) ? Folds(f) : null;
        List<Condition> conditions = Conditions(all);
        if (conditions.Count > 0 && baseline.Length > 0 && conditions.All(c => c.Name != baseline))
        {
            Complain("$.baseline", $"'{baseline}' is none of the conditions{NearestName.Hint(baseline, conditions.Select(c => c.Name))}");
        }

        foreach (IGrouping<string, Condition> same in conditions.GroupBy(c => c.Slug).Where(g => g.Count() > 1))
        {
            Complain("$.conditions", $"{string.Join(" and ", same.Select(c => $"'{c.Name}'"))} would share the folder '{same.Key}'");
        }

        return _problems.Count == 0
            ? new Experiment(_path, name, title, options, seeds, baseline, conditions) { Folds = folds }
            : throw new RicapException(_problems);
    }

    private List<ulong> Seeds(Dictionary<string, JsonElement> all)
    {
        var seeds = new List<ulong>();
        foreach ((JsonElement value, string place) in Items(all, "seeds"))
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetUInt64(out ulong seed))
            {
                Complain(place, $"{Shown(value)} is not 0..{ulong.MaxValue}");
            }
            else if (seeds.Contains(seed))
            {
                Complain(place, $"{seed} is there twice");
            }
            else
            {
                seeds.Add(seed);
            }
        }

        if (seeds.Count > MaxSeeds)
        {
            Complain("$.seeds", $"{seeds.Count} seeds are more than {MaxSeeds}");
        }

        return seeds;
    }

    private int? Folds(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int folds) && Fold.IsCount(folds))
        {
            return folds;
        }

        Complain("$.folds", $"{Shown(value)} is not {Fold.CountRange}");
        return null;
    }

    private List<Condition> Conditions(Dictionary<string, JsonElement> all)
    {
        var conditions = new List<Condition>();
        foreach ((JsonElement value, string place) in Items(all, "conditions"))
        {
            Dictionary<string, JsonElement> members = Members(value, place, ["name", "options"]);
            string name = Text(members, "name", place);
            string slug = Slug(name);
            if (name.Length > 0 && slug.Length == 0)
            {
                Complain($"{place}.name", $"'{name}' has no letter or digit to name a folder with");
            }

            conditions.Add(new Condition(
                name, slug, members.TryGetValue("options", out JsonElement o) ? Options(o, $"{place}.options") : []));
        }

        return conditions;
    }

    /// <summary>What a folder can be called anywhere.</summary>
    private static string Slug(string name)
    {
        char[] safe = [.. name.Replace("β", "beta", StringComparison.Ordinal).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-')];
        return string.Join('-', new string(safe).Split('-', StringSplitOptions.RemoveEmptyEntries)).Trim('.');
    }

    private Dictionary<string, string> Options(JsonElement value, string place)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, JsonElement option) in Members(value, place, null))
        {
            if (name == TrainOptionNames.Seed)
            {
                Complain($"{place}.{name}", "does not belong here: '$.seeds' has the seeds");
            }
            else if (name == TrainOptionNames.Fold)
            {
                Complain($"{place}.{name}", "does not belong here: '$.folds' says how many there are");
            }
            else if (!TrainOptionNames.All.Contains(name))
            {
                Complain($"{place}.{name}", $"is no option of 'ricap-train train'{NearestName.Hint(name, TrainOptionNames.All)}");
            }
            else if (option.ValueKind is JsonValueKind.String)
            {
                options.Add(name, option.GetString()!);
            }
            else if (option.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            {
                options.Add(name, option.GetRawText());
            }
            else
            {
                Complain($"{place}.{name}", $"{Shown(option)} is not a text, a number, true or false");
            }
        }

        return options;
    }

    private Dictionary<string, JsonElement> Members(JsonElement value, string place, string[]? known)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (value.ValueKind != JsonValueKind.Object)
        {
            Complain(place, $"{Shown(value)} is not an object");
            return members;
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (known is null || known.Contains(property.Name))
            {
                members.Add(property.Name, property.Value);
            }
            else
            {
                Complain($"{place}.{property.Name}", $"is unknown; there are {string.Join(", ", known)}");
            }
        }

        return members;
    }

    private IEnumerable<(JsonElement Value, string Place)> Items(Dictionary<string, JsonElement> all, string name)
    {
        if (!all.TryGetValue(name, out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            Complain($"$.{name}", "is not a list of one or more");
            return [];
        }

        return list.EnumerateArray().Select((item, i) => (item, $"$.{name}[{i}]"));
    }

    private string Text(Dictionary<string, JsonElement> members, string name, string place = "$")
    {
        if (members.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl))
        {
            return text;
        }

        Complain($"{place}.{name}", "is not a line of text");
        return "";
    }

    private static string Shown(JsonElement value)
    {
        string raw = value.GetRawText().ReplaceLineEndings(" ");
        return raw.Length <= 40 ? raw : raw[..40] + "…";
    }

    private void Complain(string place, string message) =>
        _problems.Add(Problem.Error(ProblemCodes.InvalidOption, _path, $"{place} {message}"));
}
