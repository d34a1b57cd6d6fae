using System.Runtime.CompilerServices;
using Ricap.Planning;
using Ricap.Rendering.Kernels;
using Ricap.Rendering.Kernels.Fills;
using Ricap.Rendering.Kernels.Flips;

namespace Ricap.Rendering;

/// <summary>
/// Paints one layer of a sample from its source: the composing half of "one plan, two renderers". One instance a thread.
/// Along each axis a layer is a run of the source, and to both sides of it, where the source is shifted, what the fill rule
/// says (<see cref="AxisRun"/>). A layer that hides all that is below is written to its place; another one beside it, and
/// then blended in row by row.
/// </summary>
internal sealed class LayerRenderer
{
    private const int Channels = 3;

    private readonly int _width;
    private readonly int _height;
    private readonly int _stride;
    private readonly FillRule _fill;
    private readonly SideFill _sides;
    private byte[] _beside = [];

    /// <summary>A renderer for samples and sources of W×H pixels.</summary>
    public LayerRenderer(int width, int height, FillRule fill)
    {
        _width = width;
        _height = height;
        _stride = width * Channels;
        _fill = fill;
        _sides = new SideFill(width, fill);
    }

    /// <summary>Which rows of its source a layer needs: a run of whole rows, empty without area or source.</summary>
    public (int Top, int Count) RowsNeeded(in Layer layer)
    {
        if (layer.Area == 0 || layer.IsColour)
        {
            return (0, 0);
        }

        int from = layer.CropY - layer.ShiftY;
        int to = from + layer.Height - 1;
        if (from >= 0 && to < _height)
        {
            return (from, layer.Height);
        }

        if (_fill.Mode == FillMode.Reflect)
        {
            return (0, _height); // rare and cheap enough: the mirror can reach any row
        }

        int top = Math.Clamp(from, 0, _height - 1);
        return (top, Math.Clamp(to, 0, _height - 1) - top + 1);
    }

    /// <summary>Whether all of a layer lies on its source, as nearly always.</summary>
    /// <param name="x">The place in F of its left edge.</param>
    /// <param name="y">The place in F of its top edge.</param>
    /// <param name="layer">The layer.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsInside(int x, int y, in Layer layer) =>
        (uint)x <= (uint)(_width - layer.Width) && (uint)y <= (uint)(_height - layer.Height);

    /// <summary>Paints a layer over what is there.</summary>
    /// <param name="layer">What to paint.</param>
    /// <param name="rows">Rows of the source as [count,W,3], at least those <see cref="RowsNeeded"/> names.</param>
    /// <param name="top">Which row of the source is the first of <paramref name="rows"/>.</param>
    /// <param name="sample">The whole sample [H,W,3]; only the layer's pixels are written.</param>
    public void Render(in Layer layer, ReadOnlySpan<byte> rows, int top, Span<byte> sample)
    {
        if (layer.Area == 0)
        {
            return;
        }

        Span<byte> place = sample[((layer.AtY * _stride) + (layer.AtX * Channels))..];
        int x = layer.CropX - layer.ShiftX;
        int y = layer.CropY - layer.ShiftY;
        if (layer.Opacity == Layer.Opaque && !layer.IsColour && IsInside(x, y, layer))
        {
            int left = layer.Flip ? _width - x - layer.Width : x;
            Copy(layer.Flip, rows[(((y - top) * _stride) + (left * Channels))..], place, layer.Width * Channels, layer.Height);
            return;
        }

        RenderOther(layer, rows, top, place);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // for the sake of the registers of what is nearly always done
    private void RenderOther(in Layer layer, ReadOnlySpan<byte> rows, int top, Span<byte> place)
    {
        if (layer.Opacity < Layer.Opaque)
        {
            Blend(layer, rows, top, place);
        }
        else if (layer.IsColour)
        {
            for (int y = 0; y < layer.Height; y++)
            {
                Fill(place.Slice(y * _stride, layer.Width * Channels), layer.Colour);
            }
        }
        else
        {
            Paint(layer, rows, top, place);
        }
    }

    /// <summary>What shows of the source, with what the shift leaves open beside it, then what it leaves open above and below.</summary>
    private void Paint(in Layer layer, ReadOnlySpan<byte> rows, int top, Span<byte> place)
    {
        var across = AxisRun.Of(layer.CropX - layer.ShiftX, layer.Width, _width);
        var down = AxisRun.Of(layer.CropY - layer.ShiftY, layer.Height, _height);
        if (down.Inside > 0)
        {
            PaintInside(layer, across, rows[((down.First - top) * _stride)..], place[(down.Before * _stride)..], down.Inside);
        }

        for (int y = 0; y < down.Before + down.After; y++)
        {
            int outside = y < down.Before ? y : y + down.Inside;
            RenderRow(layer, across, outside, rows, top, place.Slice(outside * _stride, layer.Width * Channels));
        }
    }

    /// <summary>Rows that lie on the source, or would if it were wide enough.</summary>
    private void PaintInside(in Layer layer, AxisRun across, ReadOnlySpan<byte> rows, Span<byte> place, int count)
    {
        if (across.Inside > 0)
        {
            ReadOnlySpan<byte> from = rows[(Left(layer.Flip, across) * Channels)..];
            Span<byte> to = place[(across.Before * Channels)..];
            if (!layer.Flip && layer.Width == _width)
            {
                // Rows of both follow one another, so all are one run. It writes into the sides too, which are filled next.
                from[..(((count - 1) * _stride) + (across.Inside * Channels))].CopyTo(to);
            }
            else
            {
                Copy(layer.Flip, from, to, across.Inside * Channels, count);
            }
        }

        _sides.Fill(layer.Flip, across, rows, place, count);
    }

    private void Copy(bool flip, ReadOnlySpan<byte> from, Span<byte> to, int length, int rows)
    {
        if (flip)
        {
            RectangleFlip.Copy(from, _stride, to, _stride, length, rows);
        }
        else
        {
            RectangleCopy.Copy(from, _stride, to, _stride, length, rows);
        }
    }

    private void Blend(in Layer layer, ReadOnlySpan<byte> rows, int top, Span<byte> place)
    {
        var across = AxisRun.Of(layer.CropX - layer.ShiftX, layer.Width, _width);
        int length = layer.Width * Channels;
        Span<byte> beside = Beside(length);
        for (int y = 0; y < layer.Height; y++)
        {
            RenderRow(layer, across, y, rows, top, beside);
            RowBlend.Over(beside, place.Slice(y * _stride, length), layer.Opacity);
        }
    }

    private void RenderRow(in Layer layer, AxisRun across, int y, ReadOnlySpan<byte> rows, int top, Span<byte> run)
    {
        int place = layer.CropY + y - layer.ShiftY;
        if (layer.IsColour)
        {
            Fill(run, layer.Colour);
            return;
        }

        if (_fill.Mode == FillMode.Constant && (uint)place >= (uint)_height)
        {
            Fill(run, _fill.Colour);
            return;
        }

        ReadOnlySpan<byte> row = rows.Slice((FillIndex.Of(place, _height, _fill.Mode) - top) * _stride, _stride);
        if (across.Inside > 0)
        {
            ReadOnlySpan<byte> from = row.Slice(Left(layer.Flip, across) * Channels, across.Inside * Channels);
            Span<byte> to = run.Slice(across.Before * Channels, from.Length);
            if (layer.Flip)
            {
                RowFlip.Copy(from, to);
            }
            else
            {
                RowCopy.Copy(from, to);
            }
        }

        _sides.Fill(layer.Flip, across, row, run, 1);
    }

    /// <summary>Where in the source, as it is stored, the part of a run that lies on it begins.</summary>
    private int Left(bool flip, AxisRun across) => flip ? _width - across.First - across.Inside : across.First;

    private Span<byte> Beside(int length)
    {
        if (_beside.Length < length)
        {
            _beside = new byte[_stride];
        }

        return _beside.AsSpan(0, length);
    }

    private static void Fill(Span<byte> run, Rgb24 colour) => RowFill.Fill(run, colour.R, colour.G, colour.B);
}
