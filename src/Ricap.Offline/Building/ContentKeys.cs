using System.Buffers.Binary;
using System.IO.Hashing;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Shards;

namespace Ricap.Building;

/// <summary>
/// The keys by which shards are known: XXH128 over everything a shard is made from, and nothing else. Equal keys mean
/// equal bytes, so a shard whose key is unchanged is not made again.
/// </summary>
internal static class ContentKeys
{
    /// <summary>Bumped when decoding or fitting comes to give other pixels for the same file.</summary>
    private const int FitVersion = 1;

    /// <summary>Bumped when rendering, encoding or the shard formats come to give other bytes for the same plan.</summary>
    private const int ShardVersion = 1;

    /// <summary>How many sources of a shard are looked at together.</summary>
    private const int Drawn = 128;

    /// <summary>What one source brings into a shard: its path, label and content.</summary>
    public static Hash128 OfSource(BaseRecords rows, int row)
    {
        // In one piece: there is one of these for each source, and a hasher of its own would be most of the work.
        ReadOnlySpan<byte> path = rows.Sources.PathOf(row);
        ReadOnlySpan<ClassWeight> label = rows.Sources.LabelOf(row);
        int most = path.Length + (sizeof(long) * (2 + (2 * label.Length))) + Hash128.Size;
        Span<byte> bytes = most <= 1024 ? stackalloc byte[1024] : new byte[most];
        int length = 0;
        Put(bytes, ref length, path.Length);
        path.CopyTo(bytes[length..]);
        length += path.Length;
        Put(bytes, ref length, rows.Sources.ClassOf(row));
        foreach (ClassWeight weight in label)
        {
            Put(bytes, ref length, weight.Class);
            Put(bytes, ref length, weight.Weight);
        }

        rows.HashOf(row).Write(bytes[length..]);
        return Hash128.Of(bytes[..(length + Hash128.Size)]);
    }

    /// <summary><see cref="OfSource"/> of each row.</summary>
    public static Hash128[] OfSources(BaseRecords rows)
    {
        var sources = new Hash128[rows.Count];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = OfSource(rows, i);
        }

        return sources;
    }

    /// <summary>The key of a base shard.</summary>
    /// <param name="options">Options of the data set.</param>
    /// <param name="sources"><see cref="OfSource"/> of each of its rows.</param>
    public static Hash128 OfBase(DatasetOptions options, ReadOnlySpan<Hash128> sources)
    {
        var hash = new XxHash128();
        Append(hash, $"base {FitVersion} {string.Join(' ', OptionTable.Table.Deciding(OptionEffects.Base).Select(row => row.Spell(options)))}");
        foreach (Hash128 source in sources)
        {
            Append(hash, source);
        }

        return Hash128.Of(hash);
    }

    /// <summary>The key of an epoch's shard.</summary>
    /// <param name="options">Options of the data set.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="first">The index of the shard's first sample.</param>
    /// <param name="count">Samples in the shard.</param>
    /// <param name="classes">Classes of the data set.</param>
    /// <param name="sources"><see cref="OfSource"/> of each row of the base.</param>
    /// <remarks>
    /// The number of sources and the rows drawn are part of it, since a record names rows; the sources of the batches
    /// that the shard touches are the only ones it can draw.
    /// </remarks>
    public static Hash128 OfShard(DatasetOptions options, EpochPlan epoch, int first, int count, int classes, ReadOnlySpan<Hash128> sources)
    {
        int batch = options.Batch;
        var hash = new XxHash128();
        Append(hash, $"shard {ShardVersion} plan {PlanVersion.Current} fit {FitVersion}");
        foreach (OptionRow<DatasetOptions> row in OptionTable.Table.Deciding(OptionEffects.Base | OptionEffects.Samples | OptionEffects.Encoding, options))
        {
            Append(hash, $"{row.Name} {row.SpellIn(options, epoch.Epoch)}");
        }

        Append(hash, $"epoch {epoch.Epoch} samples {first} {count} of {sources.Length} {options.Format.KeyPart(classes)}");
        Append(hash, epoch.Widths?.Hash() ?? default);
        Append(hash, epoch.Heights?.Hash() ?? default);
        foreach (IMix mix in epoch.Planner.Mixes.Where(mix => mix.Tables != default))
        {
            Append(hash, mix.Tables);
        }

        int from = first / batch * batch;
        int end = Math.Min(sources.Length, ((first + count - 1) / batch * batch) + batch);
        Span<int> drawn = stackalloc int[Drawn];
        Span<byte> bytes = stackalloc byte[Drawn * (sizeof(long) + Hash128.Size)];
        for (int at = from; at < end; at += drawn.Length)
        {
            drawn = drawn[..Math.Min(drawn.Length, end - at)];
            epoch.SourcesAt(at, drawn);
            int length = 0;
            foreach (int source in drawn)
            {
                Put(bytes, ref length, source);
                sources[source].Write(bytes[length..]);
                length += Hash128.Size;
            }

            hash.Append(bytes[..length]);
        }

        return Hash128.Of(hash);
    }

    private static void Put(Span<byte> bytes, ref int length, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes[length..], value);
        length += sizeof(long);
    }

    private static void Append(XxHash128 hash, string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length); // so that no two sequences of texts run together alike
        hash.Append(bytes);
    }

    private static void Append(XxHash128 hash, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.Append(bytes);
    }

    private static void Append(XxHash128 hash, Hash128 value)
    {
        Span<byte> bytes = stackalloc byte[Hash128.Size];
        value.Write(bytes);
        hash.Append(bytes);
    }
}
