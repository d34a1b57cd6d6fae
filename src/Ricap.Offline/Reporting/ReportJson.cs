using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Ricap.Reporting;

/// <summary>The data of a report's page as JSON, by generated code.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReportData))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>
    /// Beyond the defaults this spells &lt;, &gt;, &amp; and quotes as \u003C and so on, whatever is in a path: no text can
    /// end the script element that the data is embedded in.
    /// </summary>
    public static ReportJson Page => field ??= new(new(Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
}
