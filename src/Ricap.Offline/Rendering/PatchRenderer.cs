using Ricap.Planning;
using Ricap.Rendering.Kernels;

namespace Ricap.Rendering;

/// <summary>
/// Renders one patch of a sample from its source: the composing half of "one plan, two renderers".
/// <code>
///   a row of the patch, in F (the source, mirrored if the plan says so):
///
///        from         0              W        from = CropX − ShiftX
///         |---left----|----inside----|--right--|
///           fill rule   copied run     fill rule        left and right are empty unless the source is shifted
/// </code>
/// A row touches one source, so a sample's row is at most two runs: left patch, right patch.
/// </summary>
internal readonly struct PatchRenderer
{
    private const int Channels = 3;

    private readonly int _width;
    private readonly int _height;
    private readonly FillRule _fill;

    /// <summary>A renderer for samples and sources of W×H pixels.</summary>
    public PatchRenderer(int width, int height, FillRule fill)
    {
        _width = width;
        _height = height;
        _fill = fill;
    }

    /// <summary>Which rows of its source a patch needs: a run of whole rows, empty for a patch without area.</summary>
    public (int Top, int Count) RowsNeeded(in PatchPlan patch)
    {
        if (patch.Area == 0)
        {
            return (0, 0);
        }

        int from = patch.CropY - patch.ShiftY;
        int to = from + patch.Height - 1;
        if (from >= 0 && to < _height)
        {
            return (from, patch.Height);
        }

        if (_fill.Mode == FillMode.Reflect)
        {
            return (0, _height); // rare and cheap enough: the mirror can reach any row
        }

        int top = Math.Clamp(from, 0, _height - 1);
        return (top, Math.Clamp(to, 0, _height - 1) - top + 1);
    }

    /// <summary>Renders a patch into its place.</summary>
    /// <param name="patch">What to render.</param>
    /// <param name="rows">Rows of the source as [count,W,3], at least those <see cref="RowsNeeded"/> names.</param>
    /// <param name="top">Which row of the source is the first of <paramref name="rows"/>.</param>
    /// <param name="sample">The whole sample [H,W,3]; only the patch's pixels are written.</param>
    public void Render(in PatchPlan patch, ReadOnlySpan<byte> rows, int top, Span<byte> sample)
    {
        if (patch.Area == 0)
        {
            return;
        }

        int stride = _width * Channels;
        int length = patch.Width * Channels;
        for (int y = 0; y < patch.Height; y++)
        {
            Span<byte> run = sample.Slice(((patch.AtY + y) * stride) + (patch.AtX * Channels), length);
            int place = patch.CropY + y - patch.ShiftY;
            if (_fill.Mode == FillMode.Constant && (uint)place >= (uint)_height)
            {
                RowFill.Fill(run, _fill.Colour.R, _fill.Colour.G, _fill.Colour.B);
                continue;
            }

            int row = FillIndex.Of(place, _height, _fill.Mode) - top;
            RenderRow(patch, rows.Slice(row * stride, stride), run);
        }
    }

    private void RenderRow(in PatchPlan patch, ReadOnlySpan<byte> row, Span<byte> run)
    {
        int from = patch.CropX - patch.ShiftX;
        int left = Math.Clamp(-from, 0, patch.Width);
        int right = Math.Clamp(from + patch.Width - _width, 0, patch.Width);
        int inside = patch.Width - left - right;
        if (inside > 0)
        {
            Span<byte> to = run.Slice(left * Channels, inside * Channels);
            int first = from + left;
            if (patch.Flip)
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
            Outside(patch.Flip, row, from, run[..(left * Channels)]);
        }

        if (right > 0)
        {
            Outside(patch.Flip, row, from + patch.Width - right, run[^(right * Channels)..]);
        }
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
