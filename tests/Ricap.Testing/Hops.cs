using System.Reflection;

namespace Ricap.Testing;

/// <summary>Holds compiled assemblies to a table of which hop may know which.</summary>
/// <param name="mayKnow">For each hop, those it may know besides itself.</param>
/// <param name="hopOf">The hop of a type; null for what the compiler adds.</param>
/// <param name="openToAll">A hop that everybody may know; null for none.</param>
/// <param name="assemblies">The assemblies whose types are looked at.</param>
internal sealed class Hops(
    IReadOnlyDictionary<string, string[]> mayKnow, Func<Type, string?> hopOf, string? openToAll, params Assembly[] assemblies)
{
    /// <summary>Types that a person wrote, with everything they and what is nested in them refer to.</summary>
    public ILookup<Type, Type> References { get; } = assemblies.SelectMany(assembly => assembly.GetTypes())
        .Where(type => hopOf(TypeReferences.Outermost(type)) is not null)
        .SelectMany(type => TypeReferences.Of(type), (type, other) => (From: TypeReferences.Outermost(type), To: other))
        .Where(pair => pair.From != pair.To)
        .ToLookup(pair => pair.From, pair => pair.To);

    /// <summary>The hops that there are.</summary>
    public IEnumerable<string> Present => References.Select(type => hopOf(type.Key)!).Distinct();

    /// <summary>Fails with every reference against the arrows.</summary>
    public void AssertArrows() => Complaints.None(
        from type in References
        from other in type.Distinct()
        where assemblies.Contains(other.Assembly)
        let hop = hopOf(type.Key)
        let known = hopOf(other)
        where known is not null && known != openToAll && known != hop && !mayKnow[hop].Contains(known)
        select $"{type.Key} must not know {other}: {hop} may not use {known}");

    /// <summary>Fails where arrows run in a circle: nobody could say which hop comes first.</summary>
    public void AssertNoCircle() => Assert.All(mayKnow.Keys, hop => Assert.DoesNotContain(hop, Reachable(hop)));

    /// <summary>Types that refer to an assembly, by name.</summary>
    public Type[] WhoKnows(string assembly) =>
    [
        .. References.Where(type => type.Any(other => other.Assembly.GetName().Name == assembly))
            .Select(type => type.Key)
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    private IEnumerable<string> Reachable(string hop) => mayKnow[hop].SelectMany(next => Reachable(next).Prepend(next)).Distinct();
}
