using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ricap.Planning;

/// <summary>
/// The layers of a sample in the order they are painted, without an allocation. Either the first one covers the whole
/// sample, or the first four tile it about a boundary (top-left, top-right, bottom-left, bottom-right); what follows lies
/// over them.
/// </summary>
public struct SampleLayers : IEquatable<SampleLayers>
{
    /// <summary>The most layers a sample has.</summary>
    public const int Capacity = 4;

    private Slots _slots;

    /// <summary>How many there are.</summary>
    public int Count { readonly get; private set; }

    /// <summary>A layer, 0..<see cref="Count"/> − 1; 0 is the lowest.</summary>
    public readonly Layer this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _slots[index];
        }
    }

    /// <summary>Whether two are equal, layer by layer.</summary>
    public static bool operator ==(SampleLayers left, SampleLayers right) => left.Equals(right);

    /// <summary>Whether two differ in any layer.</summary>
    public static bool operator !=(SampleLayers left, SampleLayers right) => !left.Equals(right);

    /// <summary>Puts a layer on top.</summary>
    /// <exception cref="InvalidOperationException">There are <see cref="Capacity"/> already.</exception>
    public void Add(in Layer layer)
    {
        if (Count == Capacity)
        {
            ThrowFull();
        }

        _slots[Count++] = layer;
    }

    /// <summary>Makes room for a layer on top, to be written to.</summary>
    [UnscopedRef]
    internal ref Layer Append()
    {
        if (Count == Capacity)
        {
            ThrowFull();
        }

        return ref _slots[Count++];
    }

    /// <summary>The layers, the lowest first; valid as long as this value is.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Layer> AsSpan() => ((ReadOnlySpan<Layer>)_slots)[..Count];

    /// <summary>A copy of the layers, the lowest first.</summary>
    public readonly Layer[] ToArray() => AsSpan().ToArray();

    /// <inheritdoc/>
    public readonly bool Equals(SampleLayers other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is SampleLayers other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (ref readonly Layer layer in AsSpan())
        {
            hash.Add(layer);
        }

        return hash.ToHashCode();
    }

    [DoesNotReturn]
    private static void ThrowFull() => throw new InvalidOperationException($"A sample has at most {Capacity} layers.");

    [InlineArray(Capacity)]
    private struct Slots
    {
        private Layer _first;
    }
}
