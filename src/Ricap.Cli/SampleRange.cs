using System.Globalization;
using Ricap.CommandLine;
using Ricap.Options;
using Ricap.Shards.Text;

namespace Ricap.Cli;

/// <summary>The samples that a user means.</summary>
/// <param name="Epoch">Their epoch; null where it was not said.</param>
/// <param name="First">The first.</param>
/// <param name="Last">The last; not before the first.</param>
internal readonly record struct SampleRange(int? Epoch, int First, int Last)
{
    /// <summary>What it looks like, for help and messages.</summary>
    public const string Grammar = "I | A..B | ID";

    /// <summary>Reads an index, a range with both ends, or a sample's id.</summary>
    /// <exception cref="RicapException">It is none of them.</exception>
    public static SampleRange Parse(string option, string text)
    {
        if (SampleKey.TryParse(text, out int epoch, out int index))
        {
            return epoch <= EpochSet.MaxEpoch
                ? new SampleRange(epoch, index, index)
                : throw Verb.Invalid($"{option} '{text}' is of epoch {epoch}, which is not 0..{EpochSet.MaxEpoch}");
        }

        if (TryNumber(text, out int only))
        {
            return new SampleRange(null, only, only);
        }

        string[] ends = text.Split("..");
        return ends.Length == 2 && TryNumber(ends[0], out int first) && TryNumber(ends[1], out int last) && first <= last
            ? new SampleRange(null, first, last)
            : throw Verb.Invalid($"{option} '{text}' is not an index (12), a range (0..15) or an id (0003-00000012)");
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
