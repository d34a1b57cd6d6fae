using Ricap.MSBuild.Diagnostics;

namespace Ricap.MSBuild.Datasets;

/// <summary>What must hold among the data sets of a project before any of them is looked at.</summary>
internal static class DatasetRules
{
    /// <summary>Checks that every name can name files and that no two data sets share a name or a folder.</summary>
    /// <exception cref="RicapException">Everything that is wrong.</exception>
    public static void Check(IReadOnlyList<Dataset> datasets)
    {
        var problems = new List<Problem>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var folders = new Dictionary<string, Dataset>(StringComparer.OrdinalIgnoreCase);
        foreach (Dataset dataset in datasets)
        {
            if (dataset.Name is "." or ".." || dataset.Name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            {
                problems.Add(Bad(dataset, "the name becomes that of files and a folder, so it must be fit to be one"));
            }
            else if (!names.Add(dataset.Name))
            {
                problems.Add(Bad(dataset, "there is another of that name, letter case aside"));
            }
            else if (!folders.TryAdd(dataset.Output, dataset))
            {
                problems.Add(Bad(dataset, $"its Out is that of '{folders[dataset.Output].Name}': {dataset.Output}"));
            }
            else
            {
                try
                {
                    Shipping.Of(dataset);
                }
                catch (RicapException e)
                {
                    problems.AddRange(e.Problems);
                }
            }
        }

        if (problems.Count > 0)
        {
            throw new RicapException(problems);
        }
    }

    private static Problem Bad(Dataset dataset, string what) => Problem.Error(
        ProblemCodes.InvalidOption,
        dataset.DefiningFile,
        $"RicapDataset '{dataset.Name}': {what}",
        ItemLocation.LineOf(dataset, "Include"));
}
