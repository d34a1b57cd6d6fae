using Ricap.Planning;
using Ricap.Rendering;

namespace Ricap.Train.Data;

/// <summary>
/// Where each pixel of a sample comes from, as integers that are added and then looked up: the other half of "one plan,
/// two renderers". A pixel's place in the base splits into a row and a column part, since flip, shift and crop treat the
/// axes apart; which patch it is in depends on both.
/// <code>
///   one row of the table, 2H + 2W + 2 numbers
///
///     rows of the left patches [H] | of the right ones [H] | columns of the upper [W] | of the lower [W] | boundary x, y
///
///   place of pixel (y, x) = rows[x ≥ boundary x][y] + columns[y ≥ boundary y][x], or 0 if that is negative
///
///   the base: pixel 0 is the fill colour, then source by source, row by row:  1 + (source·H + row)·W + column
/// </code>
/// A row or column outside its source counts so far below zero that no other part brings it back; so it shows the fill
/// colour, which only <see cref="FillMode.Constant"/> lets happen.
/// </summary>
internal static class GatherTable
{
    private const long Outside = long.MinValue / 4;

    /// <summary>Numbers a sample takes.</summary>
    public static int Length(int width, int height) => (2 * height) + (2 * width) + 2;

    /// <summary>Writes the row of one sample.</summary>
    /// <param name="plan">Its plan; <see cref="PatchPlan.Source"/> counts the images of the base.</param>
    /// <param name="width">Width W of samples and sources in pixels.</param>
    /// <param name="height">Height H.</param>
    /// <param name="fill">What shows outside a shifted source.</param>
    /// <param name="table"><see cref="Length"/> numbers, all overwritten.</param>
    public static void Write(in SamplePlan plan, int width, int height, FillRule fill, Span<long> table)
    {
        for (int k = 0; k < FourPatches.Count; k++)
        {
            PatchPlan patch = plan.Patches[k];
            bool right = (k & 1) != 0;
            bool lower = (k & 2) != 0;
            Span<long> rows = table.Slice(right ? height : 0, height).Slice(patch.AtY, patch.Height);
            Span<long> columns = table.Slice((2 * height) + (lower ? width : 0), width).Slice(patch.AtX, patch.Width);
            for (int y = 0; y < rows.Length; y++)
            {
                long row = Place(patch.CropY + y - patch.ShiftY, height, fill);
                rows[y] = row < 0 ? Outside : 1 + (((patch.Source * (long)height) + row) * width);
            }

            for (int x = 0; x < columns.Length; x++)
            {
                long column = Place(patch.CropX + x - patch.ShiftX, width, fill);
                columns[x] = column < 0 ? Outside : patch.Flip ? width - 1 - column : column;
            }
        }

        table[^2] = plan.BoundaryX;
        table[^1] = plan.BoundaryY;
    }

    private static int Place(int place, int n, FillRule fill) =>
        (uint)place < (uint)n ? place : fill.Mode == FillMode.Constant ? -1 : FillIndex.Of(place, n, fill.Mode);
}
