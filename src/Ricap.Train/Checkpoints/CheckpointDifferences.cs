using System.Globalization;

namespace Ricap.Train.Checkpoints;

/// <summary>Says by name how a checkpoint is not of the run that asks for it.</summary>
internal static class CheckpointDifferences
{
    /// <summary>One problem for each option, and for data, classes and normalisation where they differ; none if the checkpoint fits.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="saved">Its state.</param>
    /// <param name="now">The state of the run that asks.</param>
    public static IReadOnlyList<Problem> Of(string path, CheckpointState saved, CheckpointState now)
    {
        var messages = new List<string>();
        foreach (string name in saved.Options.Keys.Union(now.Options.Keys).Order(StringComparer.Ordinal))
        {
            string? before = saved.Options.GetValueOrDefault(name);
            string? after = now.Options.GetValueOrDefault(name);
            if (before != after)
            {
                messages.Add($"--{name} {before ?? "not given"} in the checkpoint, {after ?? "not given"} now");
            }
        }

        if (saved.Dataset != now.Dataset)
        {
            messages.Add($"data set {saved.Dataset} in the checkpoint, {now.Dataset} now");
        }

        if (saved.Classes.Count != now.Classes.Count)
        {
            messages.Add($"{saved.Classes.Count} classes in the checkpoint, {now.Classes.Count} now");
        }
        else if (Enumerable.Range(0, now.Classes.Count).FirstOrDefault(i => saved.Classes[i] != now.Classes[i], -1) is var i and >= 0)
        {
            messages.Add($"class {i} is '{saved.Classes[i]}' in the checkpoint, '{now.Classes[i]}' now");
        }

        AddNumbers("mean", saved.Mean, now.Mean);
        AddNumbers("deviation", saved.Deviation, now.Deviation);
        return [.. messages.Select(message => Problem.Error(ProblemCodes.CheckpointMismatch, path, message))];

        void AddNumbers(string what, IReadOnlyList<double> before, IReadOnlyList<double> after)
        {
            if (!before.SequenceEqual(after))
            {
                messages.Add($"{what} {Spell(before)} in the checkpoint, {Spell(after)} now");
            }
        }
    }

    private static string Spell(IEnumerable<double> numbers) =>
        string.Join(", ", numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));
}
