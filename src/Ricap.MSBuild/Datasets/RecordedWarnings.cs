using System.Globalization;
using System.Text;

namespace Ricap.MSBuild.Datasets;

/// <summary>
/// What a rendering warned of, such as images left out, kept as long as its shards are: a build that renders nothing has
/// it to say as well.
/// </summary>
internal static class RecordedWarnings
{
    /// <summary>Writes them: <c>code TAB line TAB path TAB message</c>, one a line; no file if there are none.</summary>
    public static void Save(string file, IReadOnlyCollection<Problem> warnings, string projectFolder)
    {
        if (warnings.Count == 0)
        {
            if (File.Exists(file))
            {
                File.Delete(file);
            }

            return;
        }

        var text = new StringBuilder();
        foreach (Problem warning in warnings)
        {
            string path = warning.Path is null ? "" : MSBuildPath.Remember(warning.Path, projectFolder);
            text.Append(CultureInfo.InvariantCulture, $"{warning.Code}\t{warning.Line}\t{OneWord(path)}\t{OneWord(warning.Message)}\n");
        }

        RecordFolder.Write(file, text.ToString());
    }

    /// <summary>Reads them.</summary>
    public static IEnumerable<Problem> Load(string file, string projectFolder)
    {
        foreach (string line in RecordFolder.Read(file)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            if (line.Split('\t', 4) is [string code, string number, string path, string message]
                && int.TryParse(number, CultureInfo.InvariantCulture, out int row))
            {
                string? full = path.Length == 0 ? null : Path.GetFullPath(path, projectFolder);
                yield return Problem.Warning(code, full, message, row);
            }
        }
    }

    private static string OneWord(string text) =>
        text.Replace('\t', ' ').Replace('\r', ' ').Replace('\n', ' ');
}
