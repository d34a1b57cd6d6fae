using Ricap.Options;

namespace Ricap.Train.Data;

/// <summary>How a run's samples differ from those a data set was rendered with.</summary>
internal static class PlanChanges
{
    /// <summary>A data set's options with changes, each checked as <see cref="OptionTable"/> checks it.</summary>
    /// <param name="changes">Option names and values as on the command line.</param>
    /// <param name="options">The data set's options.</param>
    /// <exception cref="RicapException">One problem for each value that is malformed or out of its range.</exception>
    public static DatasetOptions Apply(IEnumerable<KeyValuePair<string, string>> changes, DatasetOptions options)
    {
        var problems = new List<Problem>();
        bool beta = false;
        foreach ((string name, string value) in changes)
        {
            OptionSpec spec = OptionTable.All.First(s => s.Name == name);
            if (name is "beta" or "schedule")
            {
                problems.AddRange(beta ? [Invalid("--beta and --schedule exclude each other; --beta B is --schedule constant:B")] : []);
                beta = true;
            }

            try
            {
                if (spec.Apply(options, value) is { } changed)
                {
                    options = changed;
                }
                else
                {
                    problems.Add(Invalid($"--{name} '{value}' is not {spec.Takes}"));
                }
            }
            catch (RicapException e)
            {
                problems.AddRange(e.Problems);
            }
        }

        return problems.Count == 0 ? options : throw new RicapException(problems);
    }

    private static Problem Invalid(string message) => Problem.Error(ProblemCodes.InvalidOption, null, message);
}
