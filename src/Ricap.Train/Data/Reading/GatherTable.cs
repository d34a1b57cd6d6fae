using Ricap.Planning;
using Ricap.Rendering;

namespace Ricap.Train.Data.Reading;

/// <summary>
/// Where each pixel of a sample comes from, as integers that are added and then looked up: the other half of "one plan,
/// two renderers". A pixel's place in the base splits into a row and a column part, since flip, shift and crop treat the
/// axes apart; which layer it is in depends on both. Layers that tile the sample about a boundary share one grid; each layer
/// over them has a section of its own, H + W + 5 numbers.
/// <code>
///   one row of the table, 2H + 2W + 2 numbers, and as many sections as layers may lie over others
///
///     rows of the left patches [H] | of the right ones [H] | columns of the upper [W] | of the lower [W] | boundary x, y
///     rows of a layer [H] | its columns [W] | left, right, top, bottom, weight
///
///   place of pixel (y, x) = rows[x ≥ boundary x][y] + columns[y ≥ boundary y][x], or 0 if that is negative;
///   inside of a layer of weight 0 its rows[y] + columns[x] instead; a layer of another weight is blended over the pixels
///
///   the base: pixel 0 is the fill colour, then the colours of layers, then source by source, row by row:
///             first + (source·H + row)·W + column
/// </code>
/// A row or column outside its source counts so far below zero that no other part brings it back; so it shows the fill
/// colour, which only <see cref="FillMode.Constant"/> lets happen.
/// </summary>
/// <param name="width">Width W of samples and sources in pixels.</param>
/// <param name="height">Height H.</param>
/// <param name="fill">What shows outside a shifted source.</param>
/// <param name="overlays">How many layers may lie over others.</param>
/// <param name="colours">The colours of layers without a source.</param>
internal sealed class GatherTable(int width, int height, FillRule fill, int overlays, IReadOnlyList<Rgb24> colours)
{
    private const long Outside = long.MinValue / 4;
    private const int SectionBounds = 5;

    /// <summary>The table for what a planner plans.</summary>
    public GatherTable(Planner planner, FillRule fill)
        : this(planner.Options.Width, planner.Options.Height, fill, planner.Overlays, planner.Colours)
    {
    }

    /// <summary>Width W of samples and sources in pixels.</summary>
    public int Width => width;

    /// <summary>Height H.</summary>
    public int Height => height;

    /// <summary>How many layers may lie over others.</summary>
    public int Overlays => overlays;

    /// <summary>The colours that precede the sources in the base.</summary>
    public IReadOnlyList<Rgb24> Colours { get; } = [fill.Colour, .. colours];

    /// <summary>Numbers of the grid.</summary>
    public int GridLength => (2 * height) + (2 * width) + 2;

    /// <summary>Numbers of a layer's section.</summary>
    public int SectionLength => height + width + SectionBounds;

    /// <summary>Numbers a sample takes.</summary>
    public int Length => GridLength + (overlays * SectionLength);

    /// <summary>Writes the row of one sample.</summary>
    /// <param name="layers">Its layers; <see cref="Layer.Source"/> counts the images of the base.</param>
    /// <param name="table"><see cref="Length"/> numbers, all overwritten.</param>
    /// <returns>Whether some of it has to be blended over pixels.</returns>
    /// <exception cref="InvalidOperationException">More layers lie over others than the mix said.</exception>
    public bool Write(in SampleLayers layers, Span<long> table)
    {
        int tiles = 0;
        (int boundaryX, int boundaryY) = (layers[0].Width, layers[0].Height);
        while (tiles < layers.Count && IsTile(layers[tiles], tiles, boundaryX, boundaryY))
        {
            WriteTile(layers[tiles], tiles, table[..GridLength]);
            tiles++;
        }

        if (layers.Count - tiles > overlays || tiles == 0)
        {
            throw new InvalidOperationException($"Of {layers.Count} layers {tiles} tile the sample, {overlays} may lie over others.");
        }

        (table[GridLength - 2], table[GridLength - 1]) = (boundaryX, boundaryY);
        bool blends = false;
        for (int k = 0; k < overlays; k++)
        {
            Span<long> section = table.Slice(GridLength + (k * SectionLength), SectionLength);
            section.Clear(); // places beside the layer are looked up too, to no effect
            if (tiles + k < layers.Count)
            {
                Layer layer = layers[tiles + k];
                blends |= layer.Opacity != Layer.Opaque;
                WriteSection(layer, blends, section);
            }
        }

        return blends;
    }

    private bool IsTile(in Layer layer, int k, int boundaryX, int boundaryY)
    {
        bool right = (k & 1) != 0;
        bool lower = (k & 2) != 0;
        return !layer.IsColour
            && layer.Opacity == Layer.Opaque
            && layer.AtX == (right ? boundaryX : 0)
            && layer.AtY == (lower ? boundaryY : 0)
            && layer.Width == (right ? width - boundaryX : boundaryX)
            && layer.Height == (lower ? height - boundaryY : boundaryY);
    }

    private void WriteTile(in Layer layer, int k, Span<long> grid)
    {
        bool right = (k & 1) != 0;
        bool lower = (k & 2) != 0;
        WriteRows(layer, grid.Slice(right ? height : 0, height));
        WriteColumns(layer, grid.Slice((2 * height) + (lower ? width : 0), width));
    }

    private void WriteSection(in Layer layer, bool overPixels, Span<long> section)
    {
        if (layer.IsColour)
        {
            int colour = 0;
            while (colours[colour] != layer.Colour)
            {
                colour++;
            }

            section[..height].Fill(1 + colour);
        }
        else
        {
            WriteRows(layer, section[..height]);
            WriteColumns(layer, section.Slice(height, width));
        }

        Span<long> bounds = section[^SectionBounds..];
        (bounds[0], bounds[1]) = (layer.AtX, layer.AtX + layer.Width);
        (bounds[2], bounds[3]) = (layer.AtY, layer.AtY + layer.Height);
        bounds[4] = overPixels ? layer.Opacity : 0; // over pixels that are blended, an opaque layer is one of full weight
        if (overPixels && layer.Opacity == 0)
        {
            bounds.Clear();
        }
    }

    private void WriteRows(in Layer layer, Span<long> axis)
    {
        Span<long> rows = axis.Slice(layer.AtY, layer.Height);
        for (int y = 0; y < rows.Length; y++)
        {
            long row = Place(layer.CropY + y - layer.ShiftY, height);
            rows[y] = row < 0 ? Outside : Colours.Count + (((layer.Source * (long)height) + row) * width);
        }
    }

    private void WriteColumns(in Layer layer, Span<long> axis)
    {
        Span<long> columns = axis.Slice(layer.AtX, layer.Width);
        for (int x = 0; x < columns.Length; x++)
        {
            long column = Place(layer.CropX + x - layer.ShiftX, width);
            columns[x] = column < 0 ? Outside : layer.Flip ? width - 1 - column : column;
        }
    }

    private int Place(int place, int n) =>
        (uint)place < (uint)n ? place : fill.Mode == FillMode.Constant ? -1 : FillIndex.Of(place, n, fill.Mode);
}
