namespace Ricap.Shards;

/// <summary>
/// Thrown by every reader of this namespace where the bytes are not what <c>docs/shard-format.md</c> says: damaged,
/// cut short, or somebody else's. Failing to get at the bytes is an <see cref="IOException"/> instead.
/// </summary>
internal sealed class ShardFormatException : Exception
{
    /// <summary>Says where, and what is wrong.</summary>
    /// <param name="shard">The file, as the caller named it.</param>
    /// <param name="offset">The byte in the file at which it stops making sense, from 0.</param>
    /// <param name="message">What is wrong, without the place.</param>
    /// <param name="cause">What a parser below said, if one did.</param>
    public ShardFormatException(string shard, long offset, string message, Exception? cause = null)
        : base($"{shard}: at byte {offset}: {message}", cause)
    {
        Shard = shard;
        Offset = offset;
        What = message;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Shard { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string What { get; }

    /// <summary>The byte in the file at which it stops making sense, from 0.</summary>
    public long Offset { get; }
}
