namespace Ricap.Options;

/// <summary>
/// All options of one kind of work, once: command lines, metadata, manifests, keys, comparisons and help are made from its
/// rows, and every value is set and checked here.
/// </summary>
/// <typeparam name="TOptions">The record of options.</typeparam>
internal sealed class OptionTable<TOptions>
    where TOptions : class
{
    /// <summary>Makes a table.</summary>
    /// <param name="defaults">Options of which nothing was said; rows without a default of their own have theirs from them.</param>
    /// <param name="rows">The rows, in the order help shows them.</param>
    public OptionTable(TOptions defaults, IEnumerable<OptionRow<TOptions>> rows) =>
        (Defaults, Rows) = (defaults, [.. rows.Select(row => row.In(defaults))]);

    /// <summary>Options of which nothing was said.</summary>
    public TOptions Defaults { get; }

    /// <summary>The rows, in the order help shows them.</summary>
    public IReadOnlyList<OptionRow<TOptions>> Rows { get; }

    /// <summary>The row of a name; null if there is none.</summary>
    public OptionRow<TOptions>? Find(string name) => Rows.FirstOrDefault(row => row.Name == name);

    /// <summary>The rows that spell all that decides something, each value once.</summary>
    public IEnumerable<OptionRow<TOptions>> Deciding(OptionEffects affected) =>
        Rows.Where(row => (row.Affects & affected) != 0 && !row.IsShorthand);

    /// <summary>Those of them that matter beside the other options.</summary>
    public IEnumerable<OptionRow<TOptions>> Deciding(OptionEffects affected, TOptions options) =>
        Deciding(affected).Where(row => row.Matters(options));

    /// <summary>Makes options out of texts.</summary>
    /// <param name="values">Names without dashes, and values.</param>
    /// <param name="check">Adds what is wrong with options that are well each by itself.</param>
    /// <exception cref="RicapException">One problem for each option that is unknown, malformed, out of range or missing.</exception>
    public TOptions Parse(IEnumerable<KeyValuePair<string, string>> values, Action<TOptions, List<Problem>> check) =>
        Set(Defaults, values, isWhole: true, check);

    /// <summary>Options with other values of some.</summary>
    /// <exception cref="RicapException">One problem for each option that is unknown, malformed or out of range.</exception>
    public TOptions Change(TOptions options, IEnumerable<KeyValuePair<string, string>> values) =>
        Set(options, values, isWhole: false, (_, _) => { });

    private TOptions Set(
        TOptions options, IEnumerable<KeyValuePair<string, string>> values, bool isWhole, Action<TOptions, List<Problem>> check)
    {
        var problems = new List<Problem>();
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, string value) in values)
        {
            given.Add(name);
            options = Set(options, name, value, problems);
        }

        foreach (OptionRow<TOptions> row in Rows.Where(row => isWhole && row.Example is not null && !given.Contains(row.Name)))
        {
            problems.Add(Error(
                ProblemCodes.MissingOption, $"{new OptionName(row.Name)} is needed, for example {new OptionName(row.Name, row.Example)}"));
        }

        foreach (OptionRow<TOptions> row in Rows.Where(row => given.Contains(row.Name)))
        {
            if (row.Excludes is var (other, why) && given.Contains(other))
            {
                problems.Add(Error(
                    ProblemCodes.InvalidOption, $"{new OptionName(row.Name)} and {new OptionName(other)} exclude each other{why}"));
            }
        }

        check(options, problems);
        return problems.Count == 0 ? options : throw new RicapException(problems);
    }

    private TOptions Set(TOptions options, string name, string value, List<Problem> problems)
    {
        if (Find(name) is not { } row)
        {
            problems.Add(Problem.Error(ProblemCodes.UnknownOption, null, $"there is no option '{name}'{NearestName.Hint(name, Rows.Select(row => row.Name))}"));
            return options;
        }

        try
        {
            if (row.Parse(options, value) is { } changed)
            {
                return changed;
            }

            problems.Add(Error(ProblemCodes.InvalidOption, $"{new OptionName(name)} '{value}' is not {row.Takes}"));
        }
        catch (RicapException e)
        {
            problems.AddRange(e.Problems); // a schedule says itself what is wrong with it
        }

        return options;
    }

    private static Problem Error(string code, FormattableString message) =>
        Problem.AboutOption(ProblemSeverity.Error, code, null, message);
}
