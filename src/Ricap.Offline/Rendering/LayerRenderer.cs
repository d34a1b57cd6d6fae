using Ricap.Planning;
using Ricap.Rendering.Kernels;

namespace Ricap.Rendering;

/// <summary>
/// Paints one layer of a sample from its source: the composing half of "one plan, two renderers". One instance a thread.
/// <code>
///   a row of the layer, in F (the source, mirrored if the plan says so):
///
///        from         0              W        from = CropX − ShiftX
///         |---left----|----inside----|--right--|
///           fill rule   copied run     fill rule        left and right are empty unless the source is shifted
/// </code>
/// A layer that hides all that is below is written to its place; another one beside it, and then blended in row by row.
/// </summary>
internal sealed class LayerRenderer
{
    private const int Channels = 3;

    private readonly int _width;
    private readonly int _height;
    private readonly FillRule _fill;
    private byte[] _beside = [];

    /// <summary>A renderer for samples and sources of W×H pixels.</summary>
    public LayerRenderer(int width, int height, FillRule fill)
    {
        _width = width;
        _height = height;
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

        int stride = _width * Channels;
        int length = layer.Width * Channels;
        bool hides = layer.Opacity == Layer.Opaque;
        Span<byte> beside = hides ? default : Beside(length);
        for (int y = 0; y < layer.Height; y++)
        {
            Span<byte> run = sample.Slice(((layer.AtY + y) * stride) + (layer.AtX * Channels), length);
            RenderRow(layer, y, rows, top, hides ? run : beside);
            if (!hides)
            {
                RowBlend.Over(beside, run, layer.Opacity);
            }
        }
    }

    private void RenderRow(in Layer layer, int y, ReadOnlySpan<byte> rows, int top, Span<byte> run)
    {
        int place = layer.CropY + y - layer.ShiftY;
        if (layer.IsColour)
        {
            RowFill.Fill(run, layer.Colour.R, layer.Colour.G, layer.Colour.B);
        }
        else if (_fill.Mode == FillMode.Constant && (uint)place >= (uint)_height)
        {
            RowFill.Fill(run, _fill.Colour.R, _fill.Colour.G, _fill.Colour.B);
        }
        else
        {
            int stride = _width * Channels;
            int row = FillIndex.Of(place, _height, _fill.Mode) - top;
            RenderRow(layer, rows.Slice(row * stride, stride), run);
        }
    }

    private void RenderRow(in Layer layer, ReadOnlySpan<byte> row, Span<byte> run)
    {
        int from = layer.CropX - layer.ShiftX;
        int left = Math.Clamp(-from, 0, layer.Width);
        int right = Math.Clamp(from + layer.Width - _width, 0, layer.Width);
        int inside = layer.Width - left - right;
        if (inside > 0)
        {
            Span<byte> to = run.Slice(left * Channels, inside * Channels);
            int first = from + left;
            if (layer.Flip)
            {
                RowFlip.Copy(row.Slice((_width - first - inside) * Channels, inside * Channels), to);
            }
            else
            {
                RowCopy.Copy(row.Slice(first * Channels, inside * Channels), to);
            }
        }

        if (left > 0)
        {
            Outside(layer.Flip, row, from, run[..(left * Channels)]);
        }

        if (right > 0)
        {
            Outside(layer.Flip, row, from + layer.Width - right, run[^(right * Channels)..]);
        }
    }

    private Span<byte> Beside(int length)
    {
        if (_beside.Length < length)
        {
            _beside = new byte[_width * Channels];
        }

        return _beside.AsSpan(0, length);
    }

    /// <summary>Pixels beside the source, from the place <paramref name="from"/> in F on.</summary>
    private void Outside(bool flip, ReadOnlySpan<byte> row, int from, Span<byte> run)
    {
        if (_fill.Mode == FillMode.Constant)
        {
            RowFill.Fill(run, _fill.Colour.R, _fill.Colour.G, _fill.Colour.B);
            return;
        }

        for (int x = 0; x < run.Length / Channels; x++)
        {
            int place = FillIndex.Of(from + x, _width, _fill.Mode);
            int pixel = flip ? _width - 1 - place : place;
            row.Slice(pixel * Channels, Channels).CopyTo(run[(x * Channels)..]);
        }
    }
}
