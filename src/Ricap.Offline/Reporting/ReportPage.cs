using System.Net;
using System.Resources;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Ricap.Options;

namespace Ricap.Reporting;

/// <summary>
/// The page of a report: markup, style, scripts, data and pictures in one file that needs nothing else. A policy in it
/// names its own scripts by hash and forbids any request, so that even a text that got past the escaping could do
/// nothing.
/// </summary>
internal static partial class ReportPage
{
    private static readonly System.Text.Encoding Utf8 = new System.Text.UTF8Encoding(false);

    /// <summary>Writes the page.</summary>
    /// <param name="data">What it tells.</param>
    /// <param name="thumbnails">The pictures of its samples.</param>
    /// <param name="output">Takes UTF-8.</param>
    public static void Write(ReportData data, ThumbnailSheets thumbnails, Stream output)
    {
        string style = Part("Style");
        string charts = Part("Charts");
        string script = Part("Script");
        using var writer = new StreamWriter(output, Utf8, leaveOpen: true);
        int at = 0;
        string template = Part("Markup");
        foreach (Match slot in Slots().Matches(template))
        {
            writer.Write(template.AsSpan(at, slot.Index - at));
            at = slot.Index + slot.Length;
            switch (slot.Groups["name"].Value)
            {
                case "policy":
                    writer.Write($"default-src 'none'; img-src data:; style-src {HashOf(style)}; script-src {HashOf(charts)} {HashOf(script)}; base-uri 'none'; form-action 'none'");
                    break;
                case "title":
                    writer.Write(WebUtility.HtmlEncode(data.Name));
                    break;
                case "style":
                    writer.Write(style);
                    break;
                case "data":
                    writer.Write(data.ToJson());
                    break;
                case "sheets":
                    WriteSheets(thumbnails, writer);
                    break;
                case "charts":
                    writer.Write(charts);
                    break;
                case "script":
                    writer.Write(script);
                    break;
                default:
                    throw new InvalidOperationException($"The page has a slot for {slot.Value}, which nothing fills.");
            }
        }

        writer.Write(template.AsSpan(at));
    }

    /// <summary>As text that the page turns into pictures when they are looked at: opening it decodes none but the first epoch's.</summary>
    private static void WriteSheets(ThumbnailSheets thumbnails, StreamWriter writer)
    {
        string type = thumbnails.Codec.Kind == ImageKind.WebP ? "image/webp" : "image/jpeg";
        foreach (ReadOnlyMemory<byte> sheet in thumbnails.Sheets)
        {
            writer.Write($"<script type=\"{type};base64\" class=\"sheet\">{Convert.ToBase64String(sheet.Span)}</script>\n");
        }
    }

    private static string HashOf(string part) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Utf8.GetBytes(part)))}'";

    // A browser hashes what it reads with \n for line ends, whatever a checkout made of them.
    private static string Part(string name) =>
        new ResourceManager(typeof(ReportPage)).GetString(name, culture: null)!.ReplaceLineEndings("\n");

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}")]
    private static partial Regex Slots();
}
