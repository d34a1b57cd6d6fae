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
    private const string Include = "Include";

    /// <summary>The 1-based line of the metadatum, else of the item; 0 if neither is found as it is spelled.</summary>
    public static int LineOf(Dataset dataset, string? metadataName)
    {
        try
        {
            XElement? item = ItemsIn(dataset.DefiningFile).FirstOrDefault(element =>
                (string?)element.Attribute(Include) == dataset.Name);
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

    /// <summary>
    /// Whether a file has a data set's item under any condition: what a build does not see of it another may, in another
    /// configuration. A name that is computed may be any name, and a file that cannot be read may say anything.
    /// </summary>
    public static bool IsWrittenIn(string file, string dataset)
    {
        try
        {
            return File.Exists(file) && ItemsIn(file)
                .SelectMany(item => ((string?)item.Attribute(Include) ?? "").Split(';'))
                .Any(name => name.Trim() == dataset || name.AsSpan().IndexOfAny("$@%*?") >= 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return true;
        }
    }

    private static IEnumerable<XElement> ItemsIn(string file) =>
        XDocument.Load(file, LoadOptions.SetLineInfo).Descendants().Where(e => e.Name.LocalName == "RicapDataset");
}
