using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Ricap.Building;
using Ricap.MSBuild.Datasets;
using Ricap.Options;
using Ricap.Sources.Finding;

namespace Ricap.MSBuild.Fingerprints;

/// <summary>What the file system says of the files that a data set is made from. Which those are, the renderer says.</summary>
internal sealed class SourceStats
{
    private readonly List<Part> _parts = [];

    private SourceStats()
    {
    }

    /// <summary>Asks for every file that an item's metadata name.</summary>
    /// <param name="dataset">The item.</param>
    /// <param name="all">
    /// All data sets of the project. One that this one looks at counts by what it is made from: its files may be about to be
    /// rendered, and then this one is to be looked at in the same build.
    /// </param>
    public static SourceStats Of(Dataset dataset, IReadOnlyList<Dataset> all)
    {
        var stats = new SourceStats();
        foreach ((OptionSpec option, string value) in DatasetOptionReader.Given(dataset))
        {
            if (option.IsPath(value) && all.FirstOrDefault(other => other != dataset && IsIn(value, other.Output)) is { } other)
            {
                stats._parts.Add(new Part(FingerprintLine.Of(
                    FingerprintLine.Source, $"{option.MetadataName}: {other.Name}", Fingerprint.OfInputs(other)), []));
            }
            else
            {
                stats.Add(BuildInputs.Of(option, value));
            }
        }

        return stats;
    }

    /// <summary>Asks for some files.</summary>
    internal static SourceStats Of(IEnumerable<InputFile> files)
    {
        var stats = new SourceStats();
        stats.Add(files);
        return stats;
    }

    /// <summary>Appends a line for every file.</summary>
    public void AppendTo(StringBuilder text)
    {
        foreach (Part part in _parts)
        {
            if (part.Line is { } line)
            {
                text.Append(line).Append('\n');
            }

            foreach (InputFile file in part.Files)
            {
                text.Append(FingerprintLine.OfSource(file.Name, file.Facts)).Append('\n');
            }
        }
    }

    /// <summary>Adds to a hash what the lines would say. Of 50,000 files the lines are four megabytes, which take longer to spell than the files to be asked.</summary>
    public void AddTo(XxHash128 hash)
    {
        foreach (Part part in _parts)
        {
            hash.Append(MemoryMarshal.AsBytes<char>(part.Line));
            part.Files.AppendTo(hash);
        }
    }

    private void Add(IEnumerable<InputFile> files)
    {
        InputFiles all = files as InputFiles ?? [.. files];
        all.Ask();
        _parts.Add(new Part(null, all));
    }

    private static bool IsIn(string path, string folder) =>
        Path.TrimEndingDirectorySeparator(path) == folder || Path.GetDirectoryName(path) == folder;

    /// <param name="Line">The line of another data set; null for files.</param>
    /// <param name="Files">The files, all of them asked for.</param>
    private sealed record Part(string? Line, InputFiles Files);
}
