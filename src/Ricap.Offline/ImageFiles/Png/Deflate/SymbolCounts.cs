using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static Ricap.ImageFiles.Png.Deflate.DeflateAlphabet;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>How often each symbol occurs in a block.</summary>
/// <remarks>
/// Literals are counted in four tables by turns: a literal is often that before it, whose count is on its way to memory still.
/// <code>
///   bytes    a b c d e f g …
///   table    0 1 2 3 0 1 2 …        added up at the end
/// </code>
/// </remarks>
internal sealed class SymbolCounts
{
    private const int Values = DeflateAlphabet.Literals;

    private readonly int[] _literals = new int[LiteralLengthSymbols];
    private readonly int[] _distances = new int[DistanceSymbols];
    private readonly int[] _tables = new int[4 * Values];

    /// <summary>Literals, the end of the block, and lengths.</summary>
    public ReadOnlySpan<int> Literals => _literals;

    /// <summary>Distances.</summary>
    public ReadOnlySpan<int> Distances => _distances;

    /// <summary>What the extra bits of lengths and distances take, the same under any code.</summary>
    public int ExtraBits { get; private set; }

    /// <summary>Counts anew.</summary>
    public void Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<Sequence> sequences)
    {
        Array.Clear(_literals, Values, LiteralLengthSymbols - Values);
        Array.Clear(_tables);
        Array.Clear(_distances);
        foreach ((int literalRun, Match match) in sequences)
        {
            CountLiterals(bytes[..literalRun]);
            if (match.Length > 0)
            {
                _literals[LengthSymbol(match.Length)]++;
                _distances[DistanceSymbol(match.Distance)]++;
            }

            bytes = bytes[(literalRun + match.Length)..];
        }

        _literals[EndOfBlock]++;
        AddTables();
        ExtraBits = Product(_literals.AsSpan(FirstLength), LengthExtraBits) + Product(_distances, DistanceExtraBits);
    }

    /// <summary>How many bits the symbols take under codes that were not built for them.</summary>
    public int BitsUnder(HuffmanCode literals, HuffmanCode distances) =>
        Product(_literals, literals.Lengths) + Product(_distances, distances.Lengths);

    private void CountLiterals(ReadOnlySpan<byte> run)
    {
        ref int tables = ref MemoryMarshal.GetArrayDataReference(_tables);
        for (; run.Length >= 8; run = run[8..])
        {
            ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(run);
            CountFour(ref tables, (uint)eight);
            CountFour(ref tables, (uint)(eight >> 32));
        }

        foreach (byte literal in run)
        {
            _tables[literal]++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CountFour(ref int tables, uint four)
    {
        Unsafe.Add(ref tables, (nuint)(byte)four)++;
        Unsafe.Add(ref tables, (nuint)(Values + (byte)(four >> 8)))++;
        Unsafe.Add(ref tables, (nuint)((2 * Values) + (byte)(four >> 16)))++;
        Unsafe.Add(ref tables, (nuint)((3 * Values) + (four >> 24)))++;
    }

    private void AddTables()
    {
        Span<Vector128<int>> sums = MemoryMarshal.Cast<int, Vector128<int>>(_literals.AsSpan(0, Values));
        ReadOnlySpan<Vector128<int>> tables = MemoryMarshal.Cast<int, Vector128<int>>(_tables);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = tables[i] + tables[i + sums.Length] + tables[i + (2 * sums.Length)] + tables[i + (3 * sums.Length)];
        }
    }

    private static int Product(ReadOnlySpan<int> counts, ReadOnlySpan<byte> bits)
    {
        Vector128<int> sums = default;
        int i = 0;
        for (; i <= counts.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Create(bits[i..]));
            sums += Product(counts[i..], low) + Product(counts[(i + Vector128<ushort>.Count)..], high);
        }

        int sum = Vector128.Sum(sums);
        for (; i < counts.Length; i++)
        {
            sum += counts[i] * bits[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Product(ReadOnlySpan<int> counts, Vector128<ushort> bits)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(bits);
        return (Vector128.Create(counts) * low.AsInt32()) + (Vector128.Create(counts[Vector128<int>.Count..]) * high.AsInt32());
    }
}
