using System.Buffers;
using Ricap.Shards;

namespace Ricap.Formats;

/// <summary>A shard on disk, as the manifest names it.</summary>
/// <param name="Folder">The data set's folder.</param>
/// <param name="Shard">What the manifest says of it.</param>
/// <param name="Width">Width of a sample in pixels.</param>
/// <param name="Height">Height of a sample in pixels.</param>
/// <param name="Classes">How many classes the data set has.</param>
/// <param name="Verify">Whether what is read is held against the manifest's hashes.</param>
internal sealed record ShardSource(string Folder, ManifestShard Shard, int Width, int Height, int Classes, bool Verify)
{
    /// <summary>The full path of its main file.</summary>
    public string FilePath => Path.Join(Folder, Shard.File.Path);

    /// <summary>The full path of the file beside it.</summary>
    /// <exception cref="ShardFormatException">The manifest names none.</exception>
    public string CompanionPath => Shard.Companions is [ManifestFile file]
        ? Path.Join(Folder, file.Path)
        : throw Wrong("the manifest names no file beside it");

    /// <summary>Bytes of the pixels of a sample.</summary>
    public int ImageLength => checked(3 * Width * Height);

    /// <summary>Opens the main file.</summary>
    public Stream OpenFile()
    {
        // Readers ask for a batch, or buffer themselves.
        var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return Verify ? new HashingStream(file) : file;
    }

    /// <summary>Reads the file beside it.</summary>
    /// <exception cref="ShardFormatException">Its hash is asked for and another.</exception>
    public void ReadCompanion(IBufferWriter<byte> output)
    {
        string path = CompanionPath;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        int length = checked((int)file.Length);
        Span<byte> text = output.GetSpan(length)[..length];
        file.ReadExactly(text);
        output.Advance(length);
        if (Verify && Hash128.Of(text) != Shard.Companions[0].XxHash128)
        {
            throw new ShardFormatException(path, 0, OtherBytes);
        }
    }

    /// <summary>Holds the array in the main file against what the manifest says.</summary>
    /// <exception cref="ShardFormatException">It is of another shape.</exception>
    public void RequireShape(NpyShape shape)
    {
        var expected = new NpyShape(Shard.Samples, Height, Width);
        if (shape != expected)
        {
            throw Wrong($"holds {shape} bytes, the manifest says {expected}");
        }
    }

    /// <summary>Holds the main file against its hash, once all of it was read.</summary>
    /// <exception cref="ShardFormatException">Its hash is asked for and another.</exception>
    public void Check(Stream input)
    {
        if (input is HashingStream hashed)
        {
            Check(hashed.Hash);
        }
    }

    /// <summary>Holds the main file against its hash.</summary>
    /// <exception cref="ShardFormatException">It has another.</exception>
    public void Check(Hash128 hash)
    {
        if (hash != Shard.File.XxHash128)
        {
            throw Wrong(OtherBytes);
        }
    }

    /// <summary>What to throw where the main file is not as it should be.</summary>
    public ShardFormatException Wrong(string message, long offset = 0) => new(FilePath, offset, message);

    private const string OtherBytes = "has other bytes than the manifest names";
}
