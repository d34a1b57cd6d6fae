using System.Text;
using Ricap.Building;
using Ricap.Building.Output;
using Ricap.MSBuild.Datasets;
using Ricap.Options;
using Ricap.Sources.Finding;

namespace Ricap.MSBuild.Fingerprints;

/// <summary>What the file system says of the files that a data set is made from. Which those are, the renderer says.</summary>
internal static class SourceStats
{
    /// <summary>Appends a line for every file that the item's metadata name.</summary>
    /// <param name="text">Takes the lines.</param>
    /// <param name="dataset">The item.</param>
    /// <param name="all">
    /// All data sets of the project. One that this one looks at counts by what it is made from: its files may be about to be
    /// rendered, and then this one is to be looked at in the same build.
    /// </param>
    public static void Append(StringBuilder text, Dataset dataset, IReadOnlyList<Dataset> all)
    {
        foreach ((OptionSpec option, string value) in DatasetOptionReader.Given(dataset))
        {
            if (option.IsPath(value) && all.FirstOrDefault(other => other != dataset && IsIn(value, other.Output)) is { } other)
            {
                text.Append(FingerprintLine.Of(
                    FingerprintLine.Source, $"{option.MetadataName}: {other.Name}", Fingerprint.OfInputs(other))).Append('\n');
            }
            else
            {
                Append(text, BuildInputs.Of(option, value));
            }
        }
    }

    /// <summary>Appends a line for every file. They are asked in parallel: of many files that is most of a build in which nothing is done.</summary>
    internal static void Append(StringBuilder text, IEnumerable<InputFile> files)
    {
        InputFile[] all = [.. files];
        string[] lines = new string[all.Length];
        Parallel.For(0, all.Length, i => lines[i] = FingerprintLine.OfSource(all[i].Name, all[i].Facts));
        text.AppendJoin('\n', lines).Append(lines.Length > 0 ? "\n" : "");
    }

    private static bool IsIn(string path, string folder) =>
        Path.TrimEndingDirectorySeparator(path) == folder || Path.GetDirectoryName(path) == folder;
}
