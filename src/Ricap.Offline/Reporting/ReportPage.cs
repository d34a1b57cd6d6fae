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

    /// <summary>The page's scripts, each after those it uses.</summary>
    private static readonly string[] Scripts =
        ["Page", "Charts", "Statistics", "Samples", "Grid", "Detail", "Summary", "Report"];

    /// <summary>Writes the page.</summary>
    /// <param name="data">What it tells.</param>
    /// <param name="thumbnails">The pictures of its samples.</param>
    /// <param name="output">Takes UTF-8.</param>
    public static void Write(ReportData data, ThumbnailSheets thumbnails, Stream output)
    {
        string style = Part("Style");
        string[] scripts = Array.ConvertAll(Scripts, Part);
        using var writer = new StreamWriter(output, Utf8, leaveOpen: true);
        string template = Part("Markup");
        int at = 0;
        foreach (Match slot in Slots().Matches(template))
        {
            writer.Write(template.AsSpan(at, slot.Index - at));
            at = slot.Index + slot.Length;
            switch (slot.Groups["name"].Value)
            {
                case "policy":
                    writer.Write(Policy(style, scripts));
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
                case "scripts":
                    WriteScripts(scripts, writer);
                    break;
                default:
                    throw new InvalidOperationException($"The page has a slot for {slot.Value}, which nothing fills.");
            }
        }

        writer.Write(template.AsSpan(at));
    }

    private static string Policy(string style, string[] scripts) => string.Join(
        "; ",
        "default-src 'none'",
        "img-src data:",
        $"style-src {HashOf(style)}",
        $"script-src {string.Join(' ', scripts.Select(HashOf))}",
        "base-uri 'none'",
        "form-action 'none'");

    /// <summary>As text that scripts make pictures of when they are looked at: opening the page decodes one sheet.</summary>
    private static void WriteSheets(ThumbnailSheets thumbnails, StreamWriter writer)
    {
        string type = thumbnails.Codec.Kind == ImageKind.WebP ? "image/webp" : "image/jpeg";
        foreach (ReadOnlyMemory<byte> sheet in thumbnails.Sheets)
        {
            string text = Convert.ToBase64String(sheet.Span);
            writer.Write($"<script type=\"{type};base64\" class=\"sheet\">{text}</script>\n");
        }
    }

    private static void WriteScripts(string[] scripts, StreamWriter writer)
    {
        foreach (string script in scripts)
        {
            writer.Write($"<script>{script}</script>\n");
        }
    }

    private static string HashOf(string part)
    {
        byte[] hash = SHA256.HashData(Utf8.GetBytes(part));
        return $"'sha256-{Convert.ToBase64String(hash)}'";
    }

    // A browser hashes what it reads with \n for line ends, whatever a checkout made of them.
    private static string Part(string name) =>
        new ResourceManager(typeof(ReportPage)).GetString(name, culture: null)!.ReplaceLineEndings("\n");

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}")]
    private static partial Regex Slots();
}
