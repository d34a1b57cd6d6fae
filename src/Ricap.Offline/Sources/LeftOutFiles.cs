namespace Ricap.Sources;

/// <summary>Files that no image comes from: a warning for each, but not thousands of them.</summary>
internal sealed class LeftOutFiles
{
    private const int MostWarnings = 20;

    private readonly List<Problem> _warnings = [];
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

    public void Report(string folder, Action<Problem> report)
    {
        _warnings.ForEach(report);
        if (_more > 0)
        {
            report(Problem.Warning(ProblemCodes.NotAnImageKind, folder, $"{_more} more files in it were left out"));
        }
    }
}
