using System.Runtime.CompilerServices;

namespace Ricap.Building.Output;

/// <summary>
/// Finds numbers by hashes of 128 bits: a dictionary that is of our own code, which is compiled before it runs, where the framework's is
/// compiled for <see cref="Hash128"/> in each process anew, and slow for as long as a short run lasts. Not thread-safe.
/// </summary>
internal sealed class HashIndex
{
    private Slot[] _slots;

    /// <summary>An empty index.</summary>
    /// <param name="expected">How many hashes there will be, about.</param>
    public HashIndex(int expected = 0) => _slots = new Slot[SizeOf(expected)];

    /// <summary>How many hashes there are.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a hash; −1 if there is none.</summary>
    public int Find(ulong high, ulong low) => _slots[Place(_slots, high, low)].Number - 1;

    /// <summary>Adds a hash unless it is there.</summary>
    /// <param name="high">Its upper half.</param>
    /// <param name="low">Its lower half.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <returns>Whether it was added.</returns>
    public bool TryAdd(ulong high, ulong low, int number)
    {
        ref Slot slot = ref _slots[Place(_slots, high, low)];
        if (slot.Number != 0)
        {
            return false;
        }

        slot = new Slot { High = high, Low = low, Number = number + 1 };
        if (++Count > _slots.Length / 2)
        {
            Resize(checked(2 * _slots.Length));
        }

        return true;
    }

    /// <summary>Where a hash is or would be: hashes are spread already, so any of their bits will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(Slot[] slots, ulong high, ulong low)
    {
        int mask = slots.Length - 1;
        int at = (int)low & mask;
        while (slots[at].Number != 0 && (slots[at].Low != low || slots[at].High != high))
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private static int SizeOf(int count) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, checked(2 * (count + 1))));

    /// <summary>Makes room for so many hashes, so that it need not grow meanwhile.</summary>
    public void Reserve(int count)
    {
        if (SizeOf(count) > _slots.Length)
        {
            Resize(SizeOf(count));
        }
    }

    private void Resize(int size)
    {
        var larger = new Slot[size];
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.Number != 0)
            {
                larger[Place(larger, slot.High, slot.Low)] = slot;
            }
        }

        _slots = larger;
    }

    private struct Slot
    {
        public ulong High;
        public ulong Low;
        public int Number; // and one more; 0 for none
    }
}
