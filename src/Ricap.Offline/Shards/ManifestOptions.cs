using System.Collections;

namespace Ricap.Shards;

/// <summary>
/// One option a data set was made with: a name and either a text or a whole number, so that a seed of 2^64 − 1 comes
/// back as it went in.
/// </summary>
public readonly record struct ManifestOption
{
    /// <summary>An option whose value is text.</summary>
    public ManifestOption(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Name = name;
        Text = text;
    }

    /// <summary>An option whose value is a whole number.</summary>
    public ManifestOption(string name, ulong number)
    {
        Name = name;
        Number = number;
    }

    /// <summary>Its name, e.g. <c>seed</c>.</summary>
    public string Name { get; }

    /// <summary>Its value if that is text, else null.</summary>
    public string? Text { get; }

    /// <summary>Its value if that is a number; 0 where <see cref="Text"/> is not null.</summary>
    public ulong Number { get; }
}

/// <summary>
/// The options a data set was made with, in a fixed order and each once. Immutable; equal if all entries are.
/// </summary>
public sealed class ManifestOptions : IReadOnlyList<ManifestOption>, IEquatable<ManifestOptions>
{
    private readonly ManifestOption[] _entries;

    /// <summary>Takes the options in the order the manifest shows them.</summary>
    /// <exception cref="ArgumentException">Two have one name.</exception>
    public ManifestOptions(IEnumerable<ManifestOption> entries)
    {
        _entries = [.. entries];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ManifestOption entry in _entries)
        {
            if (!names.Add(entry.Name))
            {
                throw new ArgumentException($"Two options are called '{entry.Name}'.", nameof(entries));
            }
        }
    }

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public ManifestOption this[int index] => _entries[index];

    /// <summary>The option of that name; false if there is none.</summary>
    public bool TryGet(string name, out ManifestOption option)
    {
        int index = Array.FindIndex(_entries, entry => entry.Name == name);
        option = index < 0 ? default : _entries[index];
        return index >= 0;
    }

    /// <inheritdoc/>
    public bool Equals(ManifestOptions? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ManifestOptions);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (ManifestOption entry in _entries)
        {
            hash.Add(entry);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<ManifestOption> GetEnumerator() => _entries.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
