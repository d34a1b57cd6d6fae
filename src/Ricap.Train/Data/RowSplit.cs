using Ricap.Planning.Randomness;

namespace Ricap.Train.Data;

/// <summary>Divides images in two, class by class.</summary>
/// <remarks>
/// Which images go where is decided by an address, as every draw is: the Philox block at an image's row under the seed. Neither the order
/// of other draws nor what else is divided changes it, and images of other classes do not.
/// </remarks>
internal static class RowSplit
{
    // No counter of the plan ends in these.
    private const uint Validation = 0x56414C53; // "VALS"
    private const uint Folds = 0x464F4C44; // "FOLD"

    /// <summary>Holds a share of each class back, to the nearest image, halves up, but one at least and not the last.</summary>
    /// <param name="rows">What is divided.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="percent">Above 0, below 100.</param>
    /// <exception cref="RicapException">A class has too few images.</exception>
    public static (RowSubset Kept, RowSubset Held) HoldBack(RowSubset rows, ulong seed, decimal percent)
    {
        RequireEach(rows, 2, $"{new OptionName("val-split")} holds one back at least and trains on one at least");
        return Divide(rows, ByClass(rows, seed, Validation).SelectMany(places => places.Take(Share(places.Length, percent))));
    }

    /// <summary>Holds one of several equal parts back: each image is in one of them, and of each class and of all there are as many in each, or one more.</summary>
    /// <param name="rows">What is divided.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="fold">Which part, of how many.</param>
    /// <exception cref="RicapException">A class has fewer images than there are parts.</exception>
    public static (RowSubset Kept, RowSubset Held) HoldBack(RowSubset rows, ulong seed, Fold fold)
    {
        RequireEach(rows, fold.Count, $"each of {fold.Count} folds tests one at least");

        // Dealt in turn, going on with the next class where the one before ended.
        return Divide(rows, ByClass(rows, seed, Folds).SelectMany(places => places).Where((_, turn) => turn % fold.Count == fold.Index));
    }

    /// <summary>Refuses images of which a class has too few.</summary>
    /// <exception cref="RicapException">One problem that names the classes.</exception>
    public static void RequireEach(RowSubset rows, int least, FormattableString why)
    {
        IReadOnlyList<string> names = rows.Dataset.Manifest.Classes;
        (string Name, int Count)[] few = [.. rows.OfEachClass.Select((count, i) => (names[i], count)).Where(one => one.count < least)];
        if (few.Length > 0)
        {
            string classes = string.Join(", ", few.Take(5).Select(one => $"'{one.Name}' ({one.Count})"));
            throw new RicapException(Problem.AboutOption(
                ProblemSeverity.Error,
                ProblemCodes.ClassWithoutImages,
                rows.Dataset.Folder,
                $"has too few images of {classes}{(few.Length > 5 ? $", … ({few.Length} classes)" : "")}: {why}"));
        }
    }

    private static int Share(int images, decimal percent) =>
        Math.Clamp((int)Math.Round(images * percent / 100, MidpointRounding.AwayFromZero), 1, images - 1);

    private static (RowSubset Kept, RowSubset Held) Divide(RowSubset rows, IEnumerable<int> places)
    {
        int[] held = [.. places.Order()];
        return (rows.At(Enumerable.Range(0, rows.Count).Except(held)), rows.At(held));
    }

    /// <summary>The places of each class's images, in the order that the seed gives them.</summary>
    private static IEnumerable<int[]> ByClass(RowSubset rows, ulong seed, uint purpose)
    {
        int[] baseRows = [.. rows.BaseRows];
        return Enumerable.Range(0, rows.Count)
            .GroupBy(place => rows.Sources[place].Class)
            .OrderBy(group => group.Key)
            .Select(group => group.OrderBy(place => Address(baseRows[place], seed, purpose)).ThenBy(place => place).ToArray());
    }

    private static ulong Address(int row, ulong seed, uint purpose)
    {
        PhiloxBlock block = Philox.Block((uint)row, 0, 0, purpose, (uint)seed, (uint)(seed >> 32));
        return block.W0 | ((ulong)block.W1 << 32);
    }
}
