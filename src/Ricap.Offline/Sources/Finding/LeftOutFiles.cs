namespace Ricap.Sources.Finding;

/// <summary>Files and folders that no image comes from: a warning for each, but not thousands of them.</summary>
internal sealed class LeftOutFiles
{
    private const int MostWarnings = 20;

    private readonly List<Problem> _warnings = [];
    private readonly Dictionary<string, LeftOutFolder> _folders = new(StringComparer.OrdinalIgnoreCase);
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
        if (!_folders.TryGetValue(name, out LeftOutFolder? folder))
        {
            _folders[name] = folder = new LeftOutFolder(path);
        }

        folder.Count++;
    }

    public void Report(string folder, Action<Problem> report)
    {
        foreach (string name in _folders.Keys.Order(StringComparer.OrdinalIgnoreCase))
        {
            LeftOutFolder left = _folders[name];
            string more = left.Count > 1 ? $", and {left.Count - 1} more of that name" : "";
            report(Problem.Warning(
                ProblemCodes.NotAnImageKind, left.First, $"a folder that systems and tools make for themselves; it was left out{more}"));
        }

        _warnings.ForEach(report);
        if (_more > 0)
        {
            report(Problem.Warning(ProblemCodes.NotAnImageKind, folder, $"{_more} more files in it were left out"));
        }
    }

    private sealed class LeftOutFolder(string first)
    {
        public string First => first;

        public int Count { get; set; }
    }
}
