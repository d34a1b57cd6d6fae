using Ricap.Train.Cli.Pictures;

namespace Ricap.Train.Cli.Experiments;

/// <summary>The combined plot: mean test accuracy by epoch of all conditions.</summary>
internal static class ResultPlot
{
    /// <summary>The plot as a PNG file.</summary>
    public static byte[] Png(ResultTable table) => GridPlot.Png(
        table.Experiment.Title,
        Axis(table),
        [
            .. table.Rows.Select(row => new GridCurve(
                row.Name,
                [.. ResultTable.Curve(row).Select(p => (p.Epoch, 100 * p.Top1.Mean, 100 * p.Top1.HalfWidth))])),
        ]);

    private static string Axis(ResultTable table)
    {
        int[] counts = [.. table.Rows.Select(r => r.Good.Count).Where(n => n > 0).Distinct().Order()];
        return "test top-1 in %" + counts switch
        {
            [] => "",
            [1] => $", one {table.Unit}",
            [int n] => $", mean over {n} {table.Unit}s; bars: 95 % interval",
            _ => $", mean over {counts[0]} to {counts[^1]} {table.Unit}s; bars: 95 % interval",
        };
    }
}
