using Ricap.Preview;

namespace Ricap.Train.Experiments;

/// <summary>Smooth lines and bands on a canvas: how much of a pixel is covered is told by its middle's distance from the edge.</summary>
internal static class Strokes
{
    /// <summary>Draws a line through points.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="points">Pixels, fractions allowed; two or more.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="half">Half its width in pixels.</param>
    /// <param name="dash">Lengths on, off, on, off, … in pixels; none for a line without gaps.</param>
    public static void Polyline(Canvas canvas, IReadOnlyList<(double X, double Y)> points, Colour colour, double half, IReadOnlyList<double> dash)
    {
        byte[] mask = new byte[canvas.Width * canvas.Height];
        double before = 0;
        for (int i = 1; i < points.Count; i++)
        {
            before += Segment(mask, canvas.Width, canvas.Height, points[i - 1], points[i], half, dash, before);
        }

        canvas.Ink(0, 0, canvas.Width, canvas.Height, mask, colour);
    }

    /// <summary>Fills between two lines, within a frame.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="points">Columns, rising, with the row of each line there.</param>
    /// <param name="frame">Nothing is drawn outside it.</param>
    /// <param name="colour">The ink.</param>
    /// <param name="strength">How much of it, 0..1.</param>
    public static void Band(Canvas canvas, IReadOnlyList<(double X, double Low, double High)> points, PlotFrame frame, Colour colour, double strength)
    {
        byte[] mask = new byte[canvas.Width * canvas.Height];
        for (int i = 1; i < points.Count; i++)
        {
            ((double x0, double low0, double high0), (double x1, double low1, double high1)) = (points[i - 1], points[i]);
            for (int x = Math.Max((int)Math.Ceiling(x0), frame.Left); x < Math.Min(x1, frame.Right); x++)
            {
                double part = (x - x0) / (x1 - x0);
                double bottom = Math.Min(low0 + ((low1 - low0) * part), frame.Bottom);
                double top = Math.Max(high0 + ((high1 - high0) * part), frame.Top);
                for (int y = (int)Math.Floor(top); y < bottom; y++)
                {
                    double covered = Math.Min(y + 1, bottom) - Math.Max(y, top);
                    mask[(y * canvas.Width) + x] = (byte)Math.Round(255 * strength * Math.Clamp(covered, 0, 1));
                }
            }
        }

        canvas.Ink(0, 0, canvas.Width, canvas.Height, mask, colour);
    }

    /// <summary>Adds a segment to a mask; gives its length.</summary>
    private static double Segment(
        byte[] mask, int width, int height, (double X, double Y) a, (double X, double Y) b, double half, IReadOnlyList<double> dash, double before)
    {
        (double dx, double dy) = (b.X - a.X, b.Y - a.Y);
        double length = Math.Sqrt((dx * dx) + (dy * dy));
        double reach = half + 1;
        for (int y = Math.Max((int)(Math.Min(a.Y, b.Y) - reach), 0); y <= Math.Min(Math.Max(a.Y, b.Y) + reach, height - 1); y++)
        {
            for (int x = Math.Max((int)(Math.Min(a.X, b.X) - reach), 0); x <= Math.Min(Math.Max(a.X, b.X) + reach, width - 1); x++)
            {
                double along = length == 0 ? 0 : Math.Clamp((((x - a.X) * dx) + ((y - a.Y) * dy)) / length, 0, length);
                (double ox, double oy) = (x - a.X, y - a.Y);
                if (length > 0)
                {
                    (ox, oy) = (ox - (dx * along / length), oy - (dy * along / length));
                }

                double covered = Math.Clamp(half + 0.5 - Math.Sqrt((ox * ox) + (oy * oy)), 0, 1) * Shown(before + along, dash);
                ref byte pixel = ref mask[(y * width) + x];
                pixel = Math.Max(pixel, (byte)Math.Round(255 * covered));
            }
        }

        return length;
    }

    /// <summary>How much of a line shows at a place along it: 1 within a dash, 0 within a gap, between within half a pixel of an end.</summary>
    private static double Shown(double along, IReadOnlyList<double> dash)
    {
        if (dash.Count == 0)
        {
            return 1;
        }

        double place = along % dash.Sum();
        double start = 0;
        for (int i = 0; i < dash.Count; i += 2)
        {
            double end = start + dash[i];
            if (place < end + 0.5)
            {
                return Math.Clamp(Math.Min(place - start, end - place) + 0.5, 0, 1);
            }

            start = end + dash[i + 1];
        }

        return Math.Clamp(place - start + 0.5, 0, 1);
    }
}
