using Ricap.Rendering.Kernels.Fills;

namespace Ricap.Rendering;

/// <summary>Fills what a source that is shifted across leaves open before and after it, in rows that show of it.</summary>
/// <param name="width">Width of sources and samples in pixels.</param>
/// <param name="fill">What is filled in.</param>
internal readonly struct SideFill(int width, FillRule fill)
{
    private const int Channels = 3;

    private readonly int _stride = width * Channels;

    /// <summary>Fills both sides.</summary>
    /// <param name="flip">Whether the source is mirrored left to right.</param>
    /// <param name="across">How the rows lie on the source.</param>
    /// <param name="source">Begins with the first of the source's rows [count,W,3].</param>
    /// <param name="place">Begins with the first row's place, W pixels before the next one's.</param>
    /// <param name="count">How many rows.</param>
    public void Fill(bool flip, AxisRun across, ReadOnlySpan<byte> source, Span<byte> place, int count)
    {
        if (across.Before > 0)
        {
            Fill(flip, across.From, across.Before, source, place, count);
        }

        if (across.After > 0)
        {
            int first = across.Before + across.Inside;
            Fill(flip, across.From + first, across.After, source, place[(first * Channels)..], count);
        }
    }

    /// <summary>Fills one side, which begins at the place <paramref name="from"/> in F.</summary>
    private void Fill(bool flip, int from, int pixels, ReadOnlySpan<byte> source, Span<byte> place, int count)
    {
        switch (fill.Mode)
        {
            case FillMode.Nearest:
                int edge = (from < 0) == flip ? width - 1 : 0;
                RectangleSpread.Fill(source[(edge * Channels)..], _stride, place, _stride, pixels * Channels, count);
                break;
            case FillMode.Constant:
                for (int row = 0; row < count; row++)
                {
                    RowFill.Fill(place.Slice(row * _stride, pixels * Channels), fill.Colour.R, fill.Colour.G, fill.Colour.B);
                }

                break;
            default:
                for (int row = 0; row < count; row++)
                {
                    Mirror(flip, from, source.Slice(row * _stride, _stride), place.Slice(row * _stride, pixels * Channels));
                }

                break;
        }
    }

    private void Mirror(bool flip, int from, ReadOnlySpan<byte> row, Span<byte> run)
    {
        for (int x = 0; x < run.Length / Channels; x++)
        {
            int place = FillIndex.Of(from + x, width, fill.Mode);
            int pixel = flip ? width - 1 - place : place;
            row.Slice(pixel * Channels, Channels).CopyTo(run[(x * Channels)..]);
        }
    }
}
