namespace Ricap;

/// <summary>Numbers of things in messages.</summary>
internal static class Counted
{
    /// <summary><c>1 sample</c>, <c>2,000 samples</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one is called.</param>
    /// <param name="many">What several are called, where that is not an <c>s</c> more.</param>
    public static string Of(long count, string one, string? many = null) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}
