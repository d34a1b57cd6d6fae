namespace Ricap.Rendering;

/// <summary>The decoded sources, read by position. Safe for any number of threads.</summary>
internal interface IBaseRows : IDisposable
{
    /// <summary>Reads whole pixel rows of one source.</summary>
    /// <param name="source">The source's row in the base shards taken in order.</param>
    /// <param name="top">The first pixel row.</param>
    /// <param name="destination">Takes [count,W,3]; its length says how many rows.</param>
    void Read(int source, int top, Span<byte> destination);

    /// <summary>A whole source, if it lies in memory; valid as long as this is not disposed.</summary>
    /// <param name="source">The source's row in the base shards taken in order.</param>
    /// <param name="image">Its pixels [H,W,3].</param>
    /// <returns>False where it has to be read.</returns>
    bool TryGet(int source, out ReadOnlySpan<byte> image)
    {
        image = default;
        return false;
    }

    /// <summary>Holds sources in memory from now on, if all of them fit; before any thread asks for one.</summary>
    /// <param name="budget">The most bytes that may be held; a quarter of what the machine or container has is the limit besides.</param>
    void Keep(long budget);

    /// <summary>Holds the files, where there are any, to what they were when they were opened: before what was made of them is believed.</summary>
    /// <exception cref="Shards.ShardFormatException">One was written to since.</exception>
    void RequireUnchanged()
    {
    }
}
