using System.Text.Json;
using Ricap.Options;
using Ricap.Reading;
using Ricap.Reporting;
using Ricap.Tests.Building;

namespace Ricap.Tests.Reporting;

/// <summary>Data sets to report of.</summary>
internal static class ReportSets
{
    /// <summary>Names that break out of whatever is careless: scripts, attributes, lines, reading directions.</summary>
    public static readonly string[] HostileNames =
    [
        "</script><script>document.title='broken'</script>",
        "\"'><img src=x onerror=alert(1)>",
        "<!-- {{data}}",
        "שלום \u202Eevil",
        "👩‍👧 \u2028!",
    ];

    /// <summary>Builds and collects.</summary>
    public static ReportData Collect(
        this TinySet set, ReportOptions options, params (string Name, string Value)[] changes)
    {
        set.Build(changes);
        return ReportData.Collect(PlannedDataset.Open(set.Output), options);
    }

    /// <summary>A list of the images of a set, every other one soft-labelled, with hostile names for classes.</summary>
    public static (string Name, string Value) HostileList(this TinySet set)
    {
        string path = Path.Join(set.Images, "list.jsonl");
        IEnumerable<string> lines = Directory
            .GetFiles(set.Images, "*.png", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select((image, i) => JsonSerializer.Serialize(new
            {
                path = Path.GetRelativePath(set.Images, image).Replace('\\', '/'),
                label = i % 2 == 0
                    ? new Dictionary<string, double> { [Name(i)] = 1 }
                    : new Dictionary<string, double> { [Name(i)] = 0.7, [Name(i + 1)] = 0.3 },
            }));
        File.WriteAllLines(path, lines);
        return ("images", path);

        static string Name(int i) => HostileNames[i % HostileNames.Length];
    }

    /// <summary>The epochs that a text names.</summary>
    public static EpochSet Epochs(string text) =>
        EpochSet.TryParse(text, out EpochSet? set) ? set! : throw new FormatException(text);

    /// <summary>The page of a report, as text.</summary>
    public static string Page(this TinySet set, ReportOptions options)
    {
        string path = set.Output + "-report.html";
        ReportWriter.Write(set.Output, options, path);
        return File.ReadAllText(path);
    }
}
