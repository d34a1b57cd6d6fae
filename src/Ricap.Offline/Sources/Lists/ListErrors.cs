namespace Ricap.Sources.Lists;

/// <summary>What is wrong with a list, in the order of its lines: of each code the first ones, and how many more there are.</summary>
internal sealed class ListErrors(string list)
{
    private const int MostOfACode = 20;

    private readonly List<Problem> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(Problem problem) => _errors.Add(problem);

    public void Add(int line, string code, string message) => Add(Problem.Error(code, list, message, line));

    public void Malformed(int line, string message) => Add(line, ProblemCodes.MalformedList, message);

    /// <summary>Throws them, if there are any.</summary>
    public void Throw()
    {
        if (_errors.Count > 0)
        {
            throw new RicapException([.. _errors.GroupBy(error => error.Code).SelectMany(FirstOnes).OrderBy(error => error.Line)]);
        }
    }

    private static IEnumerable<Problem> FirstOnes(IGrouping<string, Problem> errors)
    {
        Problem[] sorted = [.. errors.OrderBy(error => error.Line)];
        return sorted.Length <= MostOfACode
            ? sorted
            : [.. sorted[..(MostOfACode - 1)], sorted[MostOfACode - 1] with
            {
                Message = $"{sorted[MostOfACode - 1].Message}; {sorted.Length - MostOfACode} more lines after it have a {errors.Key} too",
            }];
    }
}
