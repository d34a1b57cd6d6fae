using System.Text.Json.Serialization;

namespace Ricap.Shards;

/// <summary>
/// What <c>ricap.json</c> says: all of a data set's files with their hashes, and what they were made from. Equal
/// data sets have equal manifests, byte for byte: there is no date, no place and no version of the tool in it.
/// </summary>
/// <param name="PlanVersion">
/// Which edition of the planning rules made it, from 1; equal seeds give equal plans within one.
/// </param>
/// <param name="Name">The data set's name.</param>
/// <param name="Options">The options it was made with.</param>
/// <param name="Classes">The names of the classes; a class is an index into these.</param>
/// <param name="Samples">Samples an epoch, which is as many as there are sources.</param>
/// <param name="Base">The base shards, which hold the fitted sources, in order.</param>
/// <param name="Epochs">The epochs in order.</param>
/// <param name="Skipped">The sources that could not be decoded and were left out, in order.</param>
public sealed record DatasetManifest(
    int PlanVersion,
    string Name,
    ManifestOptions Options,
    IReadOnlyList<string> Classes,
    int Samples,
    IReadOnlyList<ManifestShard> Base,
    IReadOnlyList<ManifestEpoch> Epochs,
    IReadOnlyList<ManifestSkip> Skipped)
{
    /// <summary>The manifest's name, in the data set's folder.</summary>
    public const string FileName = "ricap.json";

    /// <summary>What the manifest's <c>format</c> says.</summary>
    public const string Format = "ricap-dataset";

    /// <summary>The version of the manifest's own shape.</summary>
    public const int Version = 2;

    /// <summary>Every file the manifest names, itself left out, in the order it names them.</summary>
    public IEnumerable<ManifestFile> Files() =>
        Base.SelectMany(shard => shard.Files())
            .Concat(Epochs.SelectMany(epoch => epoch.Files()));

    /// <summary>Reads a manifest's bytes.</summary>
    /// <param name="json">The whole file.</param>
    /// <param name="path">Where it is from, for the problem.</param>
    /// <exception cref="RicapException"><see cref="ProblemCodes.BadManifest"/>: it is no manifest of this version.</exception>
    public static DatasetManifest Parse(ReadOnlySpan<byte> json, string path) => ManifestReader.Parse(json, path);

    /// <summary>The bytes of its file.</summary>
    /// <exception cref="ArgumentException">
    /// A path leads or may lead out of the data set's folder, a β is not finite, or a text is not valid Unicode.
    /// </exception>
    public byte[] ToBytes() => ManifestWriter.Write(this);

    /// <summary>Whether a manifest may name a path: one as <see cref="ManifestFile.Path"/> says, which stays in its folder.</summary>
    public static bool MayName(string path) => ManifestPaths.IsInside(path);
}

/// <summary>A source that could not be decoded and was left out.</summary>
/// <param name="Path">Its path relative to the image folder.</param>
/// <param name="Code">What was wrong, a code out of <see cref="ProblemCodes"/>.</param>
/// <param name="Message">What was wrong, in words.</param>
/// <param name="XxHash128">XXH128 of its bytes; null if it could not be read at all.</param>
public sealed record ManifestSkip(
    string Path, string Code, string Message, [property: JsonPropertyName("xxh128")] Hash128? XxHash128);

/// <summary>A file of a data set.</summary>
/// <param name="Path">
/// Where it lies, below the manifest's folder: names of <c>A-Za-z0-9._-</c> with <c>/</c> between, none of which
/// begins or ends with a dot. Reading a manifest guarantees that, so that the path cannot lead out of the folder.
/// </param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="XxHash128">XXH128 of its bytes.</param>
public sealed record ManifestFile(string Path, long Length, Hash128 XxHash128)
{
    /// <summary>How many bytes a file on disk has, or what a link to one leads to; null if there is none.</summary>
    public static long? LengthAt(string path) => FileFacts.Of(path)?.Length;
}

/// <summary>A shard of samples or of sources.</summary>
/// <param name="File">The shard's main file.</param>
/// <param name="Samples">How many samples, or sources, it has.</param>
/// <param name="Pixels">XXH128 of its pixels, however they are encoded.</param>
/// <param name="Key">XXH128 of everything it was made from: if that is the same, it need not be made again.</param>
/// <param name="Companions">The files beside it, such as its records or its index.</param>
public sealed record ManifestShard(
    ManifestFile File, int Samples, Hash128 Pixels, Hash128 Key, IReadOnlyList<ManifestFile> Companions)
{
    /// <summary>The main file and its companions.</summary>
    public IEnumerable<ManifestFile> Files() => Companions.Prepend(File);
}

/// <summary>An epoch of a data set.</summary>
/// <param name="Epoch">Its number, from 0.</param>
/// <param name="Beta">Its RICAP β; null where nothing is patched.</param>
/// <param name="Tables">XXH128 of the tables its boundaries' x and y were drawn from; null where nothing is patched.</param>
/// <param name="Shards">Its shards in order.</param>
/// <param name="Index">The index over its shards; null where the format has none.</param>
public sealed record ManifestEpoch(
    int Epoch, double? Beta, (Hash128 Width, Hash128 Height)? Tables, IReadOnlyList<ManifestShard> Shards, ManifestFile? Index)
{
    /// <summary>Its shards' files and its index.</summary>
    public IEnumerable<ManifestFile> Files()
    {
        IEnumerable<ManifestFile> files = Shards.SelectMany(shard => shard.Files());
        return Index is null ? files : files.Append(Index);
    }
}
