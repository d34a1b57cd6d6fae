using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ricap.Planning.Randomness;

namespace Ricap.Planning;

/// <summary>
/// What samples are made by: one mix, or several with the chance of each. Spelled <c>cutmix</c> or
/// <c>ricap:5,cutmix:3,baseline:2</c>. Immutable; equal if the chances are.
/// </summary>
public sealed class Augmentation : IEquatable<Augmentation>
{
    private const int WeightUnit = 1_000_000;
    private const decimal MaxWeight = 100;
    private const string PlainName = "none";

    private readonly MixShare[] _shares;
    private readonly int _total;

    private Augmentation(MixShare[] shares, bool isPlain)
    {
        _shares = shares;
        foreach (MixShare share in shares)
        {
            _total += share.Weight;
        }

        IsPlain = isPlain;
    }

    /// <summary>RICAP: order, flip and shift, and four patches a sample.</summary>
    public static Augmentation Ricap { get; } = new([new MixShare(RicapMix.Kind, 1)], isPlain: false);

    /// <summary>
    /// RICAP's order, flip and shift, and one whole source a sample: what mixes are compared with. Of equal options all of
    /// them show each source in the same batch, flipped and shifted alike.
    /// </summary>
    public static Augmentation Baseline { get; } = new([new MixShare(WholeMix.Kind, 1)], isPlain: false);

    /// <summary>Sample i is source i as it is: no order, flip or shift. For test splits.</summary>
    public static Augmentation None { get; } = new([new MixShare(WholeMix.Kind, 1)], isPlain: true);

    /// <summary>What it takes, for help texts and messages.</summary>
    internal static string Grammar =>
        $"{string.Join('|', MixRegistry.All.Select(kind => kind.Name))}|{PlainName} | NAME:WEIGHT,NAME:WEIGHT,…";

    /// <summary>Whether sources stay where and as they are: <see cref="None"/>.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether RICAP makes some of the samples, so that β matters.</summary>
    internal bool HasPatches => Has(RicapMix.Name);

    /// <summary>Whether one of several mixes is chosen, each time anew.</summary>
    internal bool IsChoice => _shares.Length > 1;

    /// <summary>Whether <see cref="PlanOptions.Mode"/> matters.</summary>
    internal bool UsesMode => _shares.Any(share => share.Kind.UsesMode);

    /// <summary>The mixes and their weights, in lowest terms and in the registry's order.</summary>
    internal IReadOnlyList<MixShare> Shares => _shares;

    /// <summary>The options of the mixes in use.</summary>
    internal IEnumerable<MixParameter> Parameters => _shares.SelectMany(share => share.Kind.Parameters);

    /// <summary>Reads an augmentation as it is spelled; weights are relative, 0.000001..100 with up to six decimals.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Augmentation? augmentation)
    {
        ArgumentNullException.ThrowIfNull(text);
        augmentation = text == PlainName ? None
            : MixRegistry.Find(text) is { } kind ? new Augmentation([new MixShare(kind, 1)], isPlain: false)
            : Weighted(text.Split(','));
        return augmentation is not null;
    }

    /// <summary>One mix of the registry.</summary>
    /// <exception cref="ArgumentException">It has none of that name.</exception>
    public static Augmentation Parse(string text) =>
        TryParse(text, out Augmentation? augmentation)
            ? augmentation
            : throw new ArgumentException($"'{text}' is not {Grammar}.", nameof(text));

    /// <summary>Whether a mix makes some of the samples.</summary>
    internal bool Has(string mix) => _shares.Any(share => share.Kind.Name == mix);

    /// <summary>Which of the shares an address draws.</summary>
    internal int Pick(in Draws draws, int index)
    {
        if (_shares.Length == 1)
        {
            return 0;
        }

        int place = draws.UniformPair(DrawLane.Choice, index, part: 0, _total - 1, 0).X;
        int chosen = 0;
        while (place >= _shares[chosen].Weight)
        {
            place -= _shares[chosen++].Weight;
        }

        return chosen;
    }

    /// <summary>The chance of a share.</summary>
    internal double Chance(int share) => (double)_shares[share].Weight / _total;

    /// <inheritdoc/>
    public bool Equals(Augmentation? other) =>
        other is not null && IsPlain == other.IsPlain && _shares.AsSpan().SequenceEqual(other._shares);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Augmentation);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() =>
        IsPlain ? PlainName
        : _shares is [var only] ? only.Kind.Name
        : string.Join(',', _shares.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Kind.Name}:{share.Weight}")));

    /// <summary>In the registry's order and in lowest terms, so that equal chances are one augmentation and draw alike.</summary>
    private static Augmentation? Weighted(string[] parts)
    {
        var weights = new Dictionary<MixKind, int>();
        foreach (string part in parts)
        {
            // Among others a plain source is one that is not mixed: the epoch has one order, and sources one flip and shift.
            if (part.Split(':') is not [string name, string text]
                || MixRegistry.Find(name == PlainName ? WholeMix.Name : name) is not { } kind
                || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal weight)
                || weight is <= 0 or > MaxWeight
                || !decimal.IsInteger(weight * WeightUnit)
                || !weights.TryAdd(kind, (int)(weight * WeightUnit)))
            {
                return null;
            }
        }

        int divisor = weights.Values.Aggregate(GreatestDivisor);
        MixShare[] shares =
            [.. MixRegistry.All.Where(weights.ContainsKey).Select(kind => new MixShare(kind, weights[kind] / divisor))];
        return shares.Sum(share => (long)share.Weight) <= int.MaxValue ? new Augmentation(shares, isPlain: false) : null;
    }

    private static int GreatestDivisor(int a, int b) => b == 0 ? a : GreatestDivisor(b, a % b);
}

/// <summary>A mix and its relative weight, from 1.</summary>
internal sealed record MixShare(MixKind Kind, int Weight);
