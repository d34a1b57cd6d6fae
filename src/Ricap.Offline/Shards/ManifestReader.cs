using System.Text.Json;
using Ricap.Shards.Text;

namespace Ricap.Shards;

/// <summary>
/// Reads <c>ricap.json</c>, and nothing looser than <see cref="ManifestWriter"/> writes: each field once, in its
/// order and spelling, white space aside. What it returns names only files below the manifest's folder and sources below an
/// image folder, and each file and class once.
/// </summary>
internal static class ManifestReader
{
    /// <summary>Reads a manifest file.</summary>
    /// <exception cref="RicapException">
    /// <see cref="ProblemCodes.BadManifest"/>: the file cannot be read, or is no manifest of this version.
    /// </exception>
    public static DatasetManifest Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.BadManifest, path, e.Message), e);
        }
    }

    /// <summary>Reads a manifest's bytes.</summary>
    /// <exception cref="RicapException">
    /// <see cref="ProblemCodes.BadManifest"/>: it is no manifest of this version.
    /// </exception>
    public static DatasetManifest Parse(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            RequireVersion(json);
            DatasetManifest manifest = GeneratedJson.Read(json, DatasetJson.File.ManifestJson, "beta", "tables", "xxh128").ToManifest();
            RequireSpelling(json, ManifestWriter.Write(manifest));
            RequireDistinctFiles(json, manifest);
            RequireNames(json);
            return manifest;
        }
        catch (JsonException e)
        {
            throw new RicapException(Problem.Error(ProblemCodes.BadManifest, path, e.Message, 1 + (int)(e.LineNumber ?? 0)), e);
        }
    }

    /// <summary>First of all, since what follows is up to the version.</summary>
    private static void RequireVersion(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        bool ours = reader.Read() && reader.TokenType == JsonTokenType.StartObject
            && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("format"u8)
            && reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(DatasetManifest.Format);
        if (!ours)
        {
            throw GeneratedJson.At(json, reader.TokenStartIndex, $"the format \"{DatasetManifest.Format}\" expected");
        }

        bool known = reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("version"u8)
            && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int version) && version == DatasetManifest.Version;
        if (!known)
        {
            throw GeneratedJson.At(json, reader.TokenStartIndex, $"version {DatasetManifest.Version} expected, the one that this build writes");
        }

        known = reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int plan) && plan > 0;
        if (!known)
        {
            throw GeneratedJson.At(json, reader.TokenStartIndex, "a plan version from 1 expected");
        }
    }

    /// <summary>Holds a text to what we would have written, token by token.</summary>
    private static void RequireSpelling(ReadOnlySpan<byte> json, ReadOnlySpan<byte> written)
    {
        var actual = new Utf8JsonReader(json);
        var expected = new Utf8JsonReader(written);
        while (actual.Read() & expected.Read())
        {
            if (actual.TokenType != expected.TokenType || !actual.ValueSpan.SequenceEqual(expected.ValueSpan))
            {
                throw GeneratedJson.At(json, actual.TokenStartIndex, $"{System.Text.Encoding.UTF8.GetString(expected.ValueSpan)} expected in this place or spelling");
            }
        }
    }

    /// <summary>Case-insensitively, for on many a disk two names that differ by case are one file.</summary>
    private static void RequireDistinctFiles(ReadOnlySpan<byte> json, DatasetManifest manifest)
    {
        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { DatasetManifest.FileName };
        if (manifest.Files().FirstOrDefault(file => !paths.Add(file.Path)) is { } twice)
        {
            throw GeneratedJson.At(
                json, json.LastIndexOf(System.Text.Encoding.UTF8.GetBytes($"\"{twice.Path}\"")), $"'{twice.Path}' is named already");
        }
    }

    /// <summary>The names that are no files of ours: classes, which have to be told apart, and the paths of sources that were left out.</summary>
    private static void RequireNames(ReadOnlySpan<byte> json)
    {
        var classes = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        string field = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth is 1 or 3)
            {
                field = reader.GetString()!;
            }
            else if (reader.TokenType == JsonTokenType.String && (reader.CurrentDepth, field) is (2, "classes") or (3, "path"))
            {
                string name = reader.GetString()!;
                string? wrong = field == "path" ? (ManifestPaths.IsSource(name) ? null : $"'{name}' leads out of the image folder")
                    : name.Length == 0 ? "the name of a class is empty"
                    : classes.Add(name) ? null : $"the class '{name}' is named already";
                if (wrong is not null)
                {
                    throw GeneratedJson.At(json, reader.TokenStartIndex, wrong);
                }
            }
        }
    }
}
