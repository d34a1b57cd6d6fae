using System.Runtime.CompilerServices;
using Ricap.Planning;
using Ricap.Rendering.Kernels;

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
    private byte[] _beside = [];

    /// <summary>A renderer for samples and sources of W×H pixels.</summary>
    public LayerRenderer(int width, int height, FillRule fill)
    {
        _width = width;
        _height = height;
        _stride = width * Channels;
        _fill = fill;
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
        if (layer.Opacity == Layer.Opaque && !layer.IsColour && (uint)x <= (uint)(_width - layer.Width) && (uint)y <= (uint)(_height - layer.Height))
        {
            // All of it lies on the source, as nearly always.
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

    /// <summary>What shows of the source in one go, then what the shift leaves open around it.</summary>
    private void Paint(in Layer layer, ReadOnlySpan<byte> rows, int top, Span<byte> place)
    {
        var across = AxisRun.Of(layer.CropX - layer.ShiftX, layer.Width, _width);
        var down = AxisRun.Of(layer.CropY - layer.ShiftY, layer.Height, _height);
        int length = layer.Width * Channels;
        if (across.Inside > 0 && down.Inside > 0)
        {
            ReadOnlySpan<byte> from = rows[(((down.First - top) * _stride) + (Left(layer.Flip, across) * Channels))..];
            Span<byte> to = place[((down.Before * _stride) + (across.Before * Channels))..];
            Copy(layer.Flip, from, to, across.Inside * Channels, down.Inside);
        }

        for (int y = 0; across.Inside < layer.Width && y < down.Inside; y++)
        {
            ReadOnlySpan<byte> row = rows.Slice((down.First + y - top) * _stride, _stride);
            Outside(layer.Flip, across, row, place.Slice((down.Before + y) * _stride, length));
        }

        for (int y = 0; y < down.Before + down.After; y++)
        {
            int outside = y < down.Before ? y : y + down.Inside;
            RenderRow(layer, across, outside, rows, top, place.Slice(outside * _stride, length));
        }
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

        Outside(layer.Flip, across, row, run);
    }

    /// <summary>Where in the source, as it is stored, the part of a run that lies on it begins.</summary>
    private int Left(bool flip, AxisRun across) => flip ? _width - across.First - across.Inside : across.First;

    /// <summary>The pixels of a row before and after the source.</summary>
    private void Outside(bool flip, AxisRun across, ReadOnlySpan<byte> row, Span<byte> run)
    {
        if (across.Before > 0)
        {
            Outside(flip, row, across.From, run[..(across.Before * Channels)]);
        }

        if (across.After > 0)
        {
            Outside(flip, row, across.First + across.Inside, run[^(across.After * Channels)..]);
        }
    }

    /// <summary>Pixels on one side of the source, from the place <paramref name="from"/> in F on.</summary>
    private void Outside(bool flip, ReadOnlySpan<byte> row, int from, Span<byte> run)
    {
        switch (_fill.Mode)
        {
            case FillMode.Constant:
                Fill(run, _fill.Colour);
                break;
            case FillMode.Nearest:
                ReadOnlySpan<byte> edge = row[((from < 0) == flip ? (_width - 1) * Channels : 0)..];
                RowFill.Fill(run, edge[0], edge[1], edge[2]);
                break;
            default:
                for (int x = 0; x < run.Length / Channels; x++)
                {
                    int place = FillIndex.Of(from + x, _width, _fill.Mode);
                    int pixel = flip ? _width - 1 - place : place;
                    row.Slice(pixel * Channels, Channels).CopyTo(run[(x * Channels)..]);
                }

                break;
        }
    }

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
