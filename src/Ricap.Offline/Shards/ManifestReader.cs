using System.Text.Json;

namespace Ricap.Shards;

/// <summary>
/// Reads <c>ricap.json</c>, and nothing looser than <see cref="ManifestWriter"/> writes: each field once, in its
/// order, white space aside. What it returns names only files below the manifest's folder, each of them once.
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
    /// <param name="json">The whole file.</param>
    /// <param name="path">The file's path, for the problem.</param>
    /// <exception cref="RicapException">
    /// <see cref="ProblemCodes.BadManifest"/>: it is no manifest of this version.
    /// </exception>
    public static DatasetManifest Parse(ReadOnlySpan<byte> json, string path)
    {
        var reader = new StrictJson(json);
        try
        {
            DatasetManifest manifest = ReadManifest(ref reader);
            reader.End();
            return manifest;
        }
        catch (JsonException e)
        {
            // The parser counts lines itself, from 0; what we refuse, we find by its offset.
            int line = 1 + (int)(e.LineNumber ?? json[..(int)reader.Offset].Count((byte)'\n'));
            throw new RicapException(Problem.Error(ProblemCodes.BadManifest, path, e.Message, line), e);
        }
    }

    private static DatasetManifest ReadManifest(ref StrictJson reader)
    {
        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { DatasetManifest.FileName };

        reader.OpenObject();
        reader.Property("format"u8);
        if (reader.Text() != DatasetManifest.Format)
        {
            throw reader.Expected($"the format \"{DatasetManifest.Format}\"");
        }

        reader.Property("version"u8);
        if (reader.Int32() != DatasetManifest.Version)
        {
            throw reader.Expected($"version {DatasetManifest.Version}");
        }

        reader.Property("planVersion"u8);
        int planVersion = reader.Int32(least: 1);
        reader.Property("name"u8);
        string name = reader.Text();
        reader.Property("options"u8);
        ManifestOptions options = ReadOptions(ref reader);
        reader.Property("classes"u8);
        List<string> classes = ReadClasses(ref reader);
        reader.Property("samples"u8);
        int samples = reader.Int32();
        reader.Property("base"u8);
        List<ManifestShard> baseShards = ReadShards(ref reader, paths);
        reader.Property("epochs"u8);
        List<ManifestEpoch> epochs = ReadEpochs(ref reader, paths);
        reader.Property("skipped"u8);
        List<ManifestSkip> skipped = ReadSkipped(ref reader);
        reader.CloseObject();
        return new DatasetManifest(planVersion, name, options, classes, samples, baseShards, epochs, skipped);
    }

    private static ManifestOptions ReadOptions(ref StrictJson reader)
    {
        var options = new List<ManifestOption>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        reader.OpenObject();
        while (!reader.ObjectEnds())
        {
            string name = reader.AnyProperty();
            if (!names.Add(name))
            {
                throw reader.Expected("an option that is not there yet");
            }

            options.Add(reader.AtText()
                ? new ManifestOption(name, reader.Text())
                : new ManifestOption(name, reader.UInt64()));
        }

        return new ManifestOptions(options);
    }

    private static List<string> ReadClasses(ref StrictJson reader)
    {
        var classes = new List<string>();
        reader.OpenArray();
        while (!reader.ArrayEnds())
        {
            classes.Add(reader.Text());
        }

        return classes;
    }

    private static List<ManifestEpoch> ReadEpochs(ref StrictJson reader, HashSet<string> paths)
    {
        var epochs = new List<ManifestEpoch>();
        reader.OpenArray();
        while (!reader.ArrayEnds())
        {
            epochs.Add(ReadEpoch(ref reader, paths));
        }

        return epochs;
    }

    private static ManifestEpoch ReadEpoch(ref StrictJson reader, HashSet<string> paths)
    {
        reader.OpenObject();
        reader.Property("epoch"u8);
        int epoch = reader.Int32();
        reader.Property("beta"u8);
        double? beta = reader.RealOrNull();
        reader.Property("tables"u8);
        ManifestTables? tables = reader.IsNull() ? null : ReadTables(ref reader);
        reader.Property("shards"u8);
        List<ManifestShard> shards = ReadShards(ref reader, paths);
        ManifestFile? index = reader.TryProperty("index"u8) ? ReadFile(ref reader, paths) : null;
        reader.CloseObject();
        return new ManifestEpoch(epoch, beta, tables, shards, index);
    }

    private static List<ManifestSkip> ReadSkipped(ref StrictJson reader)
    {
        var skipped = new List<ManifestSkip>();
        reader.OpenArray();
        while (!reader.ArrayEnds())
        {
            reader.OpenObject();
            reader.Property("path"u8);
            string path = reader.Text();
            reader.Property("code"u8);
            string code = reader.Text();
            reader.Property("message"u8);
            string message = reader.Text();
            reader.Property("xxh128"u8);
            UInt128? hash = reader.IsNull() ? null : reader.Hash();
            reader.CloseObject();
            skipped.Add(new ManifestSkip(path, code, message, hash));
        }

        return skipped;
    }

    private static ManifestTables ReadTables(ref StrictJson reader)
    {
        reader.OpenObject();
        reader.Property("width"u8);
        UInt128 width = reader.Hash();
        reader.Property("height"u8);
        UInt128 height = reader.Hash();
        reader.CloseObject();
        return new ManifestTables(width, height);
    }

    private static List<ManifestShard> ReadShards(ref StrictJson reader, HashSet<string> paths)
    {
        var shards = new List<ManifestShard>();
        reader.OpenArray();
        while (!reader.ArrayEnds())
        {
            shards.Add(ReadShard(ref reader, paths));
        }

        return shards;
    }

    private static ManifestShard ReadShard(ref StrictJson reader, HashSet<string> paths)
    {
        reader.OpenObject();
        (string path, long length) = ReadFileStart(ref reader, paths);
        reader.Property("samples"u8);
        int samples = reader.Int32();
        reader.Property("xxh128"u8);
        UInt128 hash = reader.Hash();
        reader.Property("pixels"u8);
        UInt128 pixels = reader.Hash();
        reader.Property("key"u8);
        UInt128 key = reader.Hash();
        reader.Property("companions"u8);
        var companions = new List<ManifestFile>();
        reader.OpenArray();
        while (!reader.ArrayEnds())
        {
            companions.Add(ReadFile(ref reader, paths));
        }

        reader.CloseObject();
        return new ManifestShard(new ManifestFile(path, length, hash), samples, pixels, key, companions);
    }

    private static ManifestFile ReadFile(ref StrictJson reader, HashSet<string> paths)
    {
        reader.OpenObject();
        (string path, long length) = ReadFileStart(ref reader, paths);
        reader.Property("xxh128"u8);
        UInt128 hash = reader.Hash();
        reader.CloseObject();
        return new ManifestFile(path, length, hash);
    }

    private static (string Path, long Length) ReadFileStart(ref StrictJson reader, HashSet<string> paths)
    {
        reader.Property("file"u8);
        string path = reader.Text();
        if (!ManifestPaths.IsInside(path))
        {
            throw reader.Expected("a file below the manifest's folder, named with A-Z a-z 0-9 . _ - and /,");
        }

        // Case-insensitively, for on many a disk two names that differ by case are one file.
        if (!paths.Add(path))
        {
            throw reader.Expected("a file that is not named yet");
        }

        reader.Property("bytes"u8);
        return (path, reader.Int64());
    }
}
