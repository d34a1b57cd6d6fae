namespace Ricap.Rendering;

/// <summary>The decoded sources, read by position. Safe for any number of threads.</summary>
internal interface IBaseRows : IDisposable
{
    /// <summary>Reads whole pixel rows of one source.</summary>
    /// <param name="source">The source's row in the base shards taken in order.</param>
    /// <param name="top">The first pixel row.</param>
    /// <param name="destination">Takes [count,W,3]; its length says how many rows.</param>
    void Read(int source, int top, Span<byte> destination);

    /// <summary>Where a source lies in memory, if it does; valid as long as this is not disposed.</summary>
    /// <param name="source">The source's row in the base shards taken in order.</param>
    /// <param name="held">All sources that are held, this one among them: [count,H,W,3].</param>
    /// <param name="at">Where its first byte is.</param>
    /// <returns>False where it has to be read.</returns>
    bool TryFind(int source, out ReadOnlySpan<byte> held, out int at)
    {
        held = default;
        at = 0;
        return false;
    }

    /// <summary>Holds sources in memory from now on, if all of them fit; before any thread asks for one.</summary>
    /// <param name="budget">The most bytes that may be held; a quarter of what the machine or container has is the limit besides.</param>
    /// <param name="threads">How many threads read them; 0 for one a processor.</param>
    void Keep(long budget, int threads = 0);

    /// <summary>Holds the files, where there are any, to what they were when they were opened: before what was made of them is believed.</summary>
    /// <exception cref="Shards.ShardFormatException">One was written to since.</exception>
    void RequireUnchanged()
    {
    }
}
