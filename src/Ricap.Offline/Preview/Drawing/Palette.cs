using System.IO.Hashing;
using System.Numerics;

namespace Ricap.Preview.Drawing;

/// <summary>
/// A colour for every class. Up to <see cref="Count"/> classes have different ones, which follow from their names alone:
/// a class starts from the colour its name hashes to and moves on to the next free one where an earlier name (in
/// ordinal order) is already there. Of more classes, those that are looked at choose first and keep clear of the
/// classes they share a sample with.
/// </summary>
internal sealed class Palette
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly int _pool;

    /// <summary>Gives out the colours.</summary>
    /// <param name="classes">The names, in any order and with repetitions.</param>
    /// <param name="samples">The classes of each sample that is painted, listed in <paramref name="classes"/> or not.</param>
    public Palette(IEnumerable<string> classes, IEnumerable<IEnumerable<string>> samples)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        int count = 0;
        foreach (IEnumerable<string> sample in samples)
        {
            foreach (string name in sample)
            {
                (places.TryGetValue(name, out List<int>? known) ? known : places[name] = []).Add(count);
            }

            count++;
        }

        string[] names = [.. classes.Concat(places.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _pool = Math.Clamp(names.Length, PaletteColours.Few, Count);
        Assign(names.Length <= _pool ? names : [.. names.OrderBy(name => !places.ContainsKey(name))], places, new Slots[count]);
    }

    /// <summary>How many colours there are.</summary>
    public static int Count => PaletteColours.All.Length;

    /// <summary>The colour of a class that the palette was made for.</summary>
    public Colour this[string name] => PaletteColours.All[_slots[name]];

    /// <summary>
    /// The colours of the classes of one sample, all different: a class gives way where one before it has its colour.
    /// Only a label of more than <see cref="Count"/> classes repeats any.
    /// </summary>
    /// <param name="sample">Its classes, each once, the heaviest first.</param>
    public Colour[] Of(IEnumerable<string> sample)
    {
        int[] slots = [.. sample.Select(name => _slots[name])];
        var taken = new Slots();
        var giveWay = new List<int>();
        for (int i = 0; i < slots.Length; i++)
        {
            if (taken.Has(slots[i]))
            {
                giveWay.Add(i);
            }

            taken = taken.With(slots[i]);
        }

        foreach (int i in giveWay)
        {
            slots[i] = taken.FreeFrom(slots[i], _pool) ?? slots[i];
            taken = taken.With(slots[i]);
        }

        return Array.ConvertAll(slots, slot => PaletteColours.All[slot]);
    }

    private void Assign(string[] names, Dictionary<string, List<int>> places, Slots[] taken)
    {
        var used = new Slots();
        foreach (string name in names)
        {
            List<int> mine = places.GetValueOrDefault(name, []);
            Slots beside = mine.Aggregate(new Slots(), (all, place) => all.Or(taken[place]));
            int preferred = (int)(XxHash64.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(name)) % (ulong)_pool);
            int slot = used.Or(beside).FreeFrom(preferred, _pool) ?? beside.FreeFrom(preferred, _pool) ?? preferred;
            used = used.With(slot);
            used = used.Count == _pool ? new Slots() : used; // the next round begins
            foreach (int place in mine)
            {
                taken[place] = taken[place].With(slot);
            }

            _slots.Add(name, slot);
        }
    }

    /// <summary>A set of places in the table of colours, of which there are fewer than a word has bits.</summary>
    private readonly record struct Slots(ulong Bits)
    {
        public int Count => BitOperations.PopCount(Bits);

        public bool Has(int slot) => (Bits >> slot & 1) != 0;

        public Slots With(int slot) => new(Bits | (1UL << slot));

        public Slots Or(Slots other) => new(Bits | other.Bits);

        /// <summary>The first that is not in the set, from one on and around; null if there is none.</summary>
        public int? FreeFrom(int slot, int pool)
        {
            for (int step = 0; step < pool; step++)
            {
                int at = (slot + step) % pool;
                if (!Has(at))
                {
                    return at;
                }
            }

            return null;
        }
    }
}
