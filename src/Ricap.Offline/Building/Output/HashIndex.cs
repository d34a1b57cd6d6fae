using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ricap.Building.Output;

/// <summary>
/// Finds hashes in an array of them: a dictionary that is of our own code, which is compiled before it runs, where the framework's is
/// compiled for <see cref="Hash128"/> in each process anew, and slow for as long as a short run lasts. It holds their places alone, four bytes
/// each, so that of 50,000 it stays in a cache; the hashes are whoever has them's, and given with each call. Not thread-safe.
/// </summary>
internal sealed class HashIndex
{
    private int[] _slots; // the place of a hash and one more; 0 for none

    /// <summary>An empty index.</summary>
    /// <param name="expected">How many hashes there will be, about.</param>
    public HashIndex(int expected = 0) => _slots = new int[SizeOf(expected)];

    /// <summary>How many hashes there are.</summary>
    public int Count { get; private set; }

    /// <summary>The place of a hash; −1 if it was not added.</summary>
    public int Find(ReadOnlySpan<Hash128> hashes, Hash128 hash) => _slots[SlotOf(_slots, hashes, hash)] - 1;

    /// <summary>Adds a hash unless it is there.</summary>
    /// <param name="hashes">All that were added, and this one.</param>
    /// <param name="place">Where this one is.</param>
    /// <returns>Whether it was added.</returns>
    public bool TryAdd(ReadOnlySpan<Hash128> hashes, int place)
    {
        ref int slot = ref _slots[SlotOf(_slots, hashes, hashes[place])];
        if (slot != 0)
        {
            return false;
        }

        slot = place + 1;
        if (++Count > _slots.Length / 2)
        {
            Reserve(hashes, Count);
        }

        return true;
    }

    /// <summary>Makes room for so many hashes, so that it need not grow meanwhile.</summary>
    public void Reserve(ReadOnlySpan<Hash128> hashes, int count)
    {
        if (SizeOf(count) <= _slots.Length)
        {
            return;
        }

        int[] larger = new int[SizeOf(count)];
        foreach (int slot in _slots)
        {
            if (slot != 0)
            {
                larger[SlotOf(larger, hashes, hashes[slot - 1])] = slot;
            }
        }

        _slots = larger;
    }

    /// <summary>Where a hash is or would be: hashes are spread already, so any of their bits will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SlotOf(int[] slots, ReadOnlySpan<Hash128> hashes, Hash128 hash)
    {
        int mask = slots.Length - 1;
        int at = (int)hash.Low & mask;
        while (slots[at] != 0 && (hashes[slots[at] - 1].Low != hash.Low || hashes[slots[at] - 1].High != hash.High))
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private static int SizeOf(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, checked(2 * (count + 1))));
}
