namespace Ricap.ImageFiles.Png.Deflate;

internal static partial class RunSearch
{
    internal static int FindScalar(ReadOnlySpan<byte> input, int from, int end)
    {
        for (int at = from; at < end && at <= input.Length - Shortest; at++)
        {
            if (Length(input, at, Shortest) == Shortest)
            {
                return at;
            }
        }

        return end;
    }
}
