namespace Ricap.Sources.Finding;

/// <summary>Files and folders that no image comes from: a warning for each, but not thousands of them.</summary>
internal sealed class LeftOutFiles
{
    private const int MostWarnings = 20;

    private readonly List<Problem> _warnings = [];
    private readonly SortedDictionary<string, (string First, int Count)> _folders = new(StringComparer.OrdinalIgnoreCase);
    private int _more;

    public void Add(string path, string why)
    {
        if (_warnings.Count == MostWarnings)
        {
            _more++;
            return;
        }

        _warnings.Add(Problem.Warning(ProblemCodes.NotAnImageKind, path, why));
    }

    /// <summary>A folder of the system's: such are in every folder or in none, so they are said once a name.</summary>
    public void AddFolder(string name, string path)
    {
        (string first, int count) = _folders.GetValueOrDefault(name, (path, 0));
        _folders[name] = (first, count + 1);
    }

    public void Report(string folder, Action<Problem> report)
    {
        foreach ((string first, int count) in _folders.Values)
        {
            string more = count > 1 ? $", and {count - 1} more of that name" : "";
            report(Problem.Warning(
                ProblemCodes.NotAnImageKind, first, $"a folder that systems and tools make for themselves; it was left out{more}"));
        }

        _warnings.ForEach(report);
        if (_more > 0)
        {
            report(Problem.Warning(ProblemCodes.NotAnImageKind, folder, $"{_more} more files in it were left out"));
        }
    }
}
