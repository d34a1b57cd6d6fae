namespace Ricap.Planning;

/// <summary>All mixes. To add one is a file beside these and a line here; options, records, both renderers and help follow.</summary>
internal static class MixRegistry
{
    private static readonly List<MixKind> Kinds =
    [
        RicapMix.Kind,
        WholeMix.Kind,
        CutMix.Kind,
        MixUp.Kind,
        Cutout.Kind,
    ];

    private static bool _read;

    /// <summary>Every mix, in the order that lists of them are brought into.</summary>
    public static IReadOnlyList<MixKind> All
    {
        get
        {
            _read = true;
            return Kinds;
        }
    }

    /// <summary>The mix of a name; null if there is none.</summary>
    public static MixKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>Adds a mix that lives elsewhere, before anything of this library is used.</summary>
    /// <exception cref="InvalidOperationException">The registry has been read: tables made from it would lack the mix.</exception>
    public static void Add(MixKind kind)
    {
        if (_read)
        {
            throw new InvalidOperationException($"The mix '{kind.Name}' comes too late: the registry has been read.");
        }

        Kinds.Add(kind);
    }
}
