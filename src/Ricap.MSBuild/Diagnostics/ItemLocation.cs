using System.Xml;
using System.Xml.Linq;
using Ricap.MSBuild.Datasets;

namespace Ricap.MSBuild.Diagnostics;

/// <summary>
/// Finds the line that an item's metadatum is written on. MSBuild does not tell a task, so the file is read once more;
/// only where there is an error to report.
/// </summary>
internal static class ItemLocation
{
    /// <summary>The 1-based line of the metadatum, else of the item; 0 if neither is found as it is spelled.</summary>
    public static int LineOf(Dataset dataset, string? metadataName)
    {
        try
        {
            var project = XDocument.Load(dataset.DefiningFile, LoadOptions.SetLineInfo);
            XElement? item = project.Descendants().FirstOrDefault(element =>
                element.Name.LocalName == "RicapDataset" && (string?)element.Attribute("Include") == dataset.Name);
            IXmlLineInfo? place = item?.Attributes().FirstOrDefault(a => Is(a.Name)) as IXmlLineInfo
                ?? item?.Elements().FirstOrDefault(e => Is(e.Name))
                ?? item;
            return place?.LineNumber ?? 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return 0;
        }

        bool Is(XName name) => name.LocalName.Equals(metadataName, StringComparison.OrdinalIgnoreCase);
    }
}
