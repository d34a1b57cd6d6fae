using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace VerifyTests;

/// <summary>
/// Where the snapshots of a test lie: <c>Class.Method_parameter=value#target.verified.txt</c>, beside its source file.
/// </summary>
internal sealed class SnapshotNames
{
    private static readonly ConcurrentDictionary<string, bool> Taken = new(StringComparer.OrdinalIgnoreCase);
    private static readonly char[] Unfit = ['"', '\\', '<', '>', '|', ':', '*', '?', '/'];

    private readonly string _prefix;

    /// <summary>Names the snapshots of one comparison; a second one in the same test would overwrite the first's.</summary>
    public SnapshotNames(string directory, MethodInfo test, object?[] parameters)
    {
        Type type = test.ReflectedType!;
        TypeName = type.DeclaringType is { } parent ? $"{parent.Name}.{type.Name}" : type.Name;
        (Directory, MethodName) = (directory, test.Name);
        string[] names = [.. test.GetParameters().Select(parameter => parameter.Name!)];
        _prefix = $"{TypeName}.{MethodName}{string.Concat(names.Zip(parameters, (name, value) => $"_{name}={Clean(value)}"))}";
        if (!Taken.TryAdd(Path.Combine(directory, _prefix), true))
        {
            throw new InvalidOperationException($"The snapshots {_prefix} are another comparison's; tests with parameters pass them to UseParameters.");
        }
    }

    public string Directory { get; }

    public string TypeName { get; }

    public string MethodName { get; }

    /// <summary>Pairs each target with its file; those of one name and kind are numbered.</summary>
    public IEnumerable<(Target Target, string Received, string Verified)> Files(IReadOnlyList<Target> targets)
    {
        foreach (IGrouping<string, Target> group in targets.GroupBy(target => $"{target.Name}:{target.Extension}"))
        {
            int count = group.Count();
            foreach ((int index, Target target) in group.Index())
            {
                string suffix = (target.Name, count) switch
                {
                    (null, 1) => "",
                    (null, _) => $"#{index:D2}",
                    (_, 1) => $"#{target.Name}",
                    _ => $"#{target.Name}.{index:D2}",
                };
                string file = Path.Combine(Directory, _prefix + suffix);
                yield return (target, $"{file}.received.{target.Extension}", $"{file}.verified.{target.Extension}");
            }
        }
    }

    /// <summary>All files of this comparison there are, <c>received</c> or <c>verified</c>.</summary>
    public IEnumerable<string> Existing(string kind) => !System.IO.Directory.Exists(Directory)
        ? []
        : System.IO.Directory.EnumerateFiles(Directory, $"{_prefix}*.{kind}.*").Where(file =>
            Path.GetFileName(file)[_prefix.Length..] is var rest
            && (rest.StartsWith($".{kind}.", StringComparison.Ordinal) || rest.StartsWith('#')));

    private static string Clean(object? value)
    {
        var name = new StringBuilder(Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : value is null ? "null" : "");
        for (int i = 0; i < name.Length; i++)
        {
            name[i] = name[i] < ' ' || Unfit.Contains(name[i]) ? '-' : name[i];
        }

        return name.ToString();
    }
}
