using Ricap.Building.Output;
using Ricap.Reading;

namespace Ricap.Reporting;

/// <summary>Makes the report of a data set.</summary>
internal static class ReportWriter
{
    /// <summary>Writes a report, whole or not at all.</summary>
    /// <param name="datasetFolder">The data set's folder.</param>
    /// <param name="options">What to show.</param>
    /// <param name="outputHtml">The file; its folder is made if need be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the report tells.</returns>
    /// <exception cref="RicapException">
    /// The data set is missing or damaged, has no such epoch, or the file cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static ReportData Write(
        string datasetFolder, ReportOptions options, string outputHtml, CancellationToken cancellationToken = default)
    {
        var dataset = PlannedDataset.Open(Path.GetFullPath(datasetFolder));
        var data = ReportData.Collect(dataset, options, cancellationToken);
        var thumbnails = ThumbnailSheets.Render(dataset, data, cancellationToken);
        WholeFile.WriteWithFolder(Path.GetFullPath(outputHtml), file => ReportPage.Write(data, thumbnails, file));
        return data;
    }
}
