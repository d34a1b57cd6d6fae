using System.Globalization;
using System.Numerics;

namespace Ricap.Sources.Classes;

/// <summary>A class that images have.</summary>
/// <param name="Name">Its name, without white space around it.</param>
/// <param name="Place">Its folder, or the list that mentions it.</param>
/// <param name="Line">The first line that does; 0 for a folder.</param>
internal sealed record FoundClass(string Name, string Place, int Line = 0);

/// <summary>
/// The classes of a data set, made from those that images have by one set of rules, whatever kind of source they are from.
/// </summary>
internal sealed class ClassTable
{
    private static readonly OptionName OrderOption = new("class-order");

    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    private ClassTable(IReadOnlyList<string> names)
    {
        Names = names;
        for (int i = 0; i < names.Count; i++)
        {
            _indices.Add(names[i], i);
        }
    }

    /// <summary>The names in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The index of a class; null for one that is not there, which was said when the table was made.</summary>
    public int? Find(string name) => _indices.TryGetValue(name, out int index) ? index : null;

    /// <summary>Makes the table.</summary>
    /// <param name="images">The images' folder or file, for what concerns all classes.</param>
    /// <param name="found">The classes that images have, in any order, each at least once.</param>
    /// <param name="numbered">Whether the source of the images has classes as numbers rather than as texts.</param>
    /// <param name="rules">What was said about them.</param>
    /// <param name="report">Gets every error and warning.</param>
    public static ClassTable Of(
        string images, IEnumerable<FoundClass> found, bool numbered, ClassRules rules, Action<Problem> report)
    {
        FoundClass[] distinct = [.. found.DistinctBy(one => one.Name, StringComparer.Ordinal)];
        if ((rules.List ?? rules.OrderList) is { } list)
        {
            CheckListed(distinct, list, report);
            HashSet<string> names = [.. distinct.Select(one => one.Name)];
            return new ClassTable(rules.List?.Names ?? [.. list.Names.Where(names.Contains)]);
        }

        string[] ordinal = Array.ConvertAll(distinct, one => one.Name);
        Array.Sort(ordinal, Utf8Order.Instance);
        string[]? numeric = ByNumber(ordinal);
        if (rules.Order == ClassOrder.Numeric && numeric is null)
        {
            FoundClass other = distinct.First(one => NumberOf(one.Name) is null);
            report(Problem.InvalidOption(
                $"{OrderOption with { Value = "numeric" }}: the class '{other.Name}' is not a whole number", images));
        }

        bool byNumber = rules.Order == ClassOrder.Numeric || (rules.Order == ClassOrder.Unsaid && numbered);
        if (rules.Order == ClassOrder.Unsaid && !numbered && numeric is not null && !numeric.SequenceEqual(ordinal))
        {
            report(Problem.AboutOption(
                ProblemSeverity.Warning,
                ProblemCodes.NumbersByName,
                images,
                $"the classes are numbers in the order of their names, {Some(ordinal)}; {OrderOption with { Value = "numeric" }} has them as {Some(numeric)}, {OrderOption with { Value = "ordinal" }} keeps this order and says nothing"));
        }

        return new ClassTable(byNumber ? numeric ?? ordinal : ordinal);
    }

    /// <summary>Each class that a list leaves out is said once, where it is first found.</summary>
    private static void CheckListed(IEnumerable<FoundClass> found, ClassList list, Action<Problem> report)
    {
        HashSet<string> listed = [.. list.Names];
        ILookup<string, string> alike = list.Names.ToLookup(
            name => CanonicalForm.Of(name), StringComparer.OrdinalIgnoreCase);
        foreach (FoundClass one in found.Where(one => !listed.Contains(one.Name)))
        {
            string hint = alike[CanonicalForm.Of(one.Name)].FirstOrDefault() is { } near ? $"; there is '{near}'" : "";
            report(Problem.Error(
                ProblemCodes.UnknownClass,
                one.Place,
                $"the class '{one.Name}' is not one of the {list.Names.Count} of {list.From}{hint}",
                one.Line));
        }
    }

    /// <summary>
    /// Refuses names that read alike, which would be classes of their own in silence. Not where the classes are listed: who
    /// lists both means both. Folders are held to more than this when they are found.
    /// </summary>
    public static void CheckCollisions(IEnumerable<FoundClass> found, Action<Problem> report)
    {
        var names = new NameCollisions();
        foreach (FoundClass one in found.DistinctBy(one => one.Name, StringComparer.Ordinal))
        {
            if (names.Add(one.Name) is { } other)
            {
                report(Problem.AboutOption(
                    ProblemSeverity.Error,
                    ProblemCodes.CaseCollision,
                    one.Place,
                    $"the classes '{one.Name}' and '{other}' differ by {NameCollisions.Kind(one.Name, other)} alone; write one of them throughout, or name both in {new OptionName("classes", "FILE")}",
                    one.Line));
            }
        }
    }

    private static string[]? ByNumber(string[] names)
    {
        if (!Array.TrueForAll(names, IsNumber))
        {
            return null; // before a number of any length is met, which takes a library and time at each start
        }

        BigInteger?[] numbers = [.. names.Select(NumberOf)];
        return numbers.Contains(null)
            ? null
            : [.. Enumerable.Range(0, names.Length).OrderBy(i => numbers[i]!.Value).Select(i => names[i])];
    }

    /// <summary>Whether it is spelled as a number, of which there may be more than <see cref="NumberOf"/> takes.</summary>
    private static bool IsNumber(string name) =>
        name.AsSpan(name.StartsWith('-') || name.StartsWith('+') ? 1 : 0) is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9');

    private static BigInteger? NumberOf(string name) =>
        name.Length <= 30 && BigInteger.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)
            ? number
            : null;

    private static string Some(string[] names) =>
        string.Join(", ", names.Take(5)) + (names.Length > 5 ? ", …" : "");
}
