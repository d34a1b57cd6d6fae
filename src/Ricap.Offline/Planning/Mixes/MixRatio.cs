using System.Collections.Concurrent;
using System.Globalization;
using Ricap.Planning.Randomness;

namespace Ricap.Planning;

/// <summary>
/// λ ~ Beta(α, α) as a whole number of 65,536ths, 0 and 65,536 included: the table of a boundary on a length of 65,536.
/// </summary>
internal sealed class MixRatio
{
    /// <summary>What λ is counted in.</summary>
    public const int Unit = Layer.Opaque;

    // A table takes 512 KiB and some ten milliseconds, and there are as many as options name different α.
    private static readonly ConcurrentDictionary<double, MixRatio> Known = new();

    private readonly BoundaryTable _table;

    private MixRatio(double alpha)
    {
        _table = BoundaryTable.Create(alpha, Unit);
        Hash = _table.Hash();
    }

    /// <summary>The table's hash.</summary>
    public Hash128 Hash { get; }

    /// <summary>The distribution of an α, spelled as <see cref="MixParameter.Alpha"/> spells it.</summary>
    public static MixRatio Of(string alpha) =>
        Known.GetOrAdd(double.Parse(alpha, CultureInfo.InvariantCulture), value => new MixRatio(value));

    /// <summary>The chance of a λ.</summary>
    public double Probability(int ratio) => _table.Probability(ratio);

    /// <summary>λ at an address.</summary>
    public int Draw(in Draws draws, DrawLane lane, int index) => _table.Pick(draws.Block(lane, index).Low);
}
