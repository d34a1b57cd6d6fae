using System.Buffers;
using System.Collections.Immutable;
using Ricap.Shards;

namespace Ricap.Formats;

/// <summary>
/// How the samples of an epoch lie in files. A format is one class and one line in <see cref="All"/>: options, builder,
/// verification, comparison and trainer know nothing else of it.
/// </summary>
public abstract class ShardFormat
{
    private static ImmutableArray<ShardFormat> _added = [];

    internal ShardFormat()
    {
    }

    /// <summary>The formats in the order that help shows them; the first is the default.</summary>
    public static IReadOnlyList<ShardFormat> All { get; } = [new TarFormat(), new NpyFormat(), new MdsFormat()];

    /// <summary>Its name on the command line and in manifests, e.g. <c>webdataset</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What shards are called, without the dot; no two formats share it.</summary>
    internal abstract string Extension { get; }

    /// <summary>What the file beside each shard is called, without the dot; null if there is none.</summary>
    internal virtual string? CompanionExtension => null;

    /// <summary>The kinds of image files it holds, by extension; none if it holds bare pixels.</summary>
    internal virtual IReadOnlyList<string> Images => [];

    /// <summary>Whether it holds image files, and not bare pixels.</summary>
    internal bool HoldsImages => Images.Count > 0;

    /// <summary>The file that indexes the shards of an epoch, in the epoch's folder; null if there is none.</summary>
    internal virtual string? IndexName => null;

    /// <summary>The format of that name; null if there is none.</summary>
    public static ShardFormat? Find(string name) => All.Concat(_added).FirstOrDefault(format => format.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The format of a shard, by the name of its file; null if there is none.</summary>
    internal static ShardFormat? OfFile(string shard) =>
        All.Concat(_added).FirstOrDefault(format => shard.EndsWith($".{format.Extension}", StringComparison.Ordinal));

    /// <summary>Makes a format known that is not one of <see cref="All"/>.</summary>
    internal static void Add(ShardFormat format) =>
        ImmutableInterlocked.Update(ref _added, (all, one) => all.Contains(one) ? all : all.Add(one), format);

    /// <summary>What, besides the options, decides the bytes of a shard of equal samples; part of the shard's key.</summary>
    /// <param name="classes">How many classes the data set has.</param>
    internal virtual string KeyPart(int classes) => "";

    /// <summary>The length of a shard's file where that is known before it is written; null where it is not.</summary>
    internal virtual long? LengthOf(ShardShape shape) => null;

    /// <summary>Begins a shard.</summary>
    /// <param name="shape">What is known of the shard beforehand.</param>
    /// <param name="output">Receives the bytes of its file; it can seek.</param>
    internal abstract ShardWriter Write(ShardShape shape, Stream output);

    /// <summary>Opens a shard to be read from its first sample on.</summary>
    /// <exception cref="ShardFormatException">It is not a shard of this format, or not the one that the manifest names.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    internal abstract ShardReader Open(ShardSource source);

    /// <summary>Opens a shard to be read by places; null of a format that is read front to back alone. It throws what <see cref="Open"/> does.</summary>
    internal virtual Func<ShardSource, ArrayShard>? OpenArray => null;

    /// <summary>
    /// Writes the file of <see cref="IndexName"/>. It says nothing that the manifest does not, so that shards that are kept
    /// need not be read to index them.
    /// </summary>
    internal virtual void WriteIndex(EpochIndex index, IBufferWriter<byte> output) =>
        throw new NotSupportedException($"{Name} has no index.");
}

/// <summary>What is known of a shard before its first sample.</summary>
/// <param name="Samples">How many samples it will have.</param>
/// <param name="Width">Width of a sample in pixels.</param>
/// <param name="Height">Height of a sample in pixels.</param>
/// <param name="Classes">How many classes the data set has.</param>
/// <param name="Image">The extension of its image files; of no meaning to a format of bare pixels.</param>
internal readonly record struct ShardShape(int Samples, int Width, int Height, int Classes, string Image);

/// <summary>What an index over the shards of an epoch can be made of.</summary>
/// <param name="Name">The data set's name, and the epoch: <c>faces-0003</c>.</param>
/// <param name="Shape">The shape of each of its shards, but for the number of samples.</param>
/// <param name="Shards">The shards in order.</param>
internal sealed record EpochIndex(string Name, ShardShape Shape, IReadOnlyList<ManifestShard> Shards);
