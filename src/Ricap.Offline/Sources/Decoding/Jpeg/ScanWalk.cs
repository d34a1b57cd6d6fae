namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>How a walk over units of a scan ended.</summary>
internal enum WalkEnd
{
    /// <summary>Each had its codes.</summary>
    Whole,

    /// <summary>The data ended before the units did.</summary>
    DataStops,

    /// <summary>Bits that are no code, or a coefficient beyond the last of its block.</summary>
    BadCode,
}

/// <summary>
/// Goes through the codes of a scan without computing a sample, as a decoder would go through them. Each walk goes on
/// where the one before it ended.
/// </summary>
internal abstract class ScanWalk
{
    /// <summary>Begins anew after a restart marker.</summary>
    public virtual void Restart()
    {
    }

    /// <summary>Goes through units.</summary>
    /// <param name="bits">Where the codes are.</param>
    /// <param name="first">The number of the first unit within the scan.</param>
    /// <param name="count">How many.</param>
    public abstract WalkEnd Walk(ScanBits bits, int first, int count);

    /// <summary>What it means that no code was found: past the end there are no bits at all.</summary>
    protected static WalkEnd NoCode(ScanBits bits) =>
        bits.Position + HuffmanTable.LongestCode > bits.Length ? WalkEnd.DataStops : WalkEnd.BadCode;
}
