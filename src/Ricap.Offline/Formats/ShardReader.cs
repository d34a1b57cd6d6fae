namespace Ricap.Formats;

/// <summary>
/// A shard being read front to back, by whoever verifies, compares or trains. Not thread-safe; the samples it gives are
/// independent of it and of each other. Every method throws <see cref="Shards.ShardFormatException"/> where the files are
/// not a shard of the format, and <see cref="IOException"/> where they cannot be read.
/// </summary>
internal abstract class ShardReader(ShardSource source) : IDisposable
{
    /// <summary>The shard.</summary>
    protected ShardSource Source { get; } = source;

    /// <summary>Its main file, at the first sample once the constructor is through.</summary>
    protected Stream Input { get; } = source.OpenFile();

    /// <summary>Reads the next samples, all of which the shard has.</summary>
    /// <param name="count">How many.</param>
    /// <param name="pixels">Receives [count,H,W,3] where the format holds bare pixels; else of no meaning.</param>
    /// <param name="samples">Receives the samples, each for the caller to dispose.</param>
    public abstract void Read(int count, Span<byte> pixels, ICollection<ShardSample> samples);

    /// <summary>Passes over samples. What is hashed has to be read all the same.</summary>
    public virtual void Skip(int count)
    {
        byte[] pixels = new byte[Source.ImageLength];
        var passed = new List<ShardSample>(1);
        for (; count > 0; count--)
        {
            Read(1, pixels, passed);
            passed[0].Dispose();
            passed.Clear();
        }
    }

    /// <summary>Reads what follows the last sample, and holds the file against its hash where that is asked for.</summary>
    public void End()
    {
        ReadEnd();
        if (Input.ReadByte() >= 0)
        {
            throw Source.Wrong("goes on after its last sample");
        }

        Source.Check(Input);
    }

    public void Dispose() => Input.Dispose();

    /// <summary>Reads what the format has after the last sample.</summary>
    protected virtual void ReadEnd()
    {
    }
}
