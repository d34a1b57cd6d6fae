namespace Ricap.Testing;

/// <summary>Tells everything that is wrong at once, in full.</summary>
internal static class Complaints
{
    public static void None(IEnumerable<string> wrong)
    {
        string[] lines = [.. wrong.Distinct().Order(StringComparer.Ordinal)];
        if (lines.Length > 0)
        {
            Assert.Fail(string.Join(Environment.NewLine, lines));
        }
    }
}
