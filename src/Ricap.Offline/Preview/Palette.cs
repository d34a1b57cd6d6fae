using System.IO.Hashing;

namespace Ricap.Preview;

/// <summary>
/// A colour for every class. A class starts from the colour its name hashes to and moves on to the next free one where
/// an earlier name (in ordinal order) is already there, so the same set of classes always gets the same colours, and
/// up to <see cref="Count"/> classes get different ones. Beyond that colours repeat; the names are what tells apart.
/// </summary>
internal sealed class Palette
{
    /// <summary>
    /// Nine hues of Paul Tol's "muted" scheme and three of Okabe and Ito's, both made to stay apart for colour-blind
    /// eyes. They alternate in hue and in lightness, since neighbours here often end up next to one another.
    /// </summary>
    private static readonly Colour[] Colours =
    [
        new(0x33, 0x22, 0x88), // indigo
        new(0xE6, 0x9F, 0x00), // orange
        new(0x44, 0xAA, 0x99), // teal
        new(0x88, 0x22, 0x55), // wine
        new(0x88, 0xCC, 0xEE), // cyan
        new(0x99, 0x99, 0x33), // olive
        new(0xCC, 0x66, 0x77), // rose
        new(0x00, 0x72, 0xB2), // blue
        new(0xDD, 0xCC, 0x77), // sand
        new(0x11, 0x77, 0x33), // green
        new(0xAA, 0x44, 0x99), // purple
        new(0xD5, 0x5E, 0x00), // vermilion
    ];

    private readonly Dictionary<string, Colour> _byClass = new(StringComparer.Ordinal);

    /// <summary>Gives out the colours.</summary>
    /// <param name="classes">The names, in any order and with repetitions.</param>
    public Palette(IEnumerable<string> classes)
    {
        var free = new HashSet<int>(Enumerable.Range(0, Count));
        foreach (string name in classes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            int slot = Preferred(name);
            while (free.Count > 0 && !free.Remove(slot))
            {
                slot = (slot + 1) % Count;
            }

            _byClass.Add(name, Colours[slot]);
        }
    }

    /// <summary>How many colours there are.</summary>
    public static int Count => Colours.Length;

    /// <summary>The colour of a class that the palette was made for.</summary>
    public Colour this[string name] => _byClass[name];

    private static int Preferred(string name) =>
        (int)(XxHash64.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(name)) % (ulong)Count);
}
