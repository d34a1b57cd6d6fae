using System.Globalization;
using Ricap.Train.Recording;

namespace Ricap.Train.Cli.Progress;

/// <summary>An epoch's numbers as people read them.</summary>
internal static class EpochText
{
    /// <summary>The columns of the table on a terminal, from left to right.</summary>
    public static IReadOnlyList<EpochColumn> Columns { get; } =
    [
        new("epoch", 5, 0, EpochImages.Train, r => Text(r.Epoch, "0")),
        new("β", 6, 8, EpochImages.Train, r => r.Beta is { } beta ? Text(beta, "0.####") : ""),
        new("rate", 8, 7, EpochImages.Train, r => Text(r.LearningRate, "0.######")),
        new("loss", 7, 1, EpochImages.Train, r => Loss(r.TrainLoss)),
        new("acc", 7, 2, EpochImages.Train, r => Percent(r.TrainAccuracy)),
        new("val", 7, 0, EpochImages.Validation, r => Percent(r.ValidationTop1)),
        new("test loss", 9, 4, EpochImages.Test, r => Loss(r.TestLoss)),
        new("top-1", 7, 0, EpochImages.Test, r => Percent(r.TestTop1)),
        new("top-5", 7, 9, EpochImages.Test, r => Percent(r.TestTop5)),
        new("time", 8, 3, EpochImages.Train, r => Time(r.Seconds + r.EvaluationSeconds)),
        new("images/s", 8, 5, EpochImages.Train, r => Pace(r.ImagesPerSecond)),
        new("waiting", 7, 6, EpochImages.Train, r => Share(r.DataWaitShare)),
    ];

    /// <summary>All that is known of an epoch in one line, for logs.</summary>
    public static string Line(EpochRow row)
    {
        string beta = row.Beta is { } b ? $"β {Text(b, "0.####")}, " : "";
        string test = row.TestLoss is { } loss
            ? $", test loss {Loss(loss)}, top-1 {Percent(row.TestTop1)}, top-5 {Percent(row.TestTop5)}"
            : "";
        string validation = row.ValidationLoss is { } held ? $", validation loss {Loss(held)}, top-1 {Percent(row.ValidationTop1)}" : "";
        string scored = row.EvaluationSeconds > 0 ? $" + {Time(row.EvaluationSeconds)}" : "";
        return $"epoch {row.Epoch}: {beta}rate {Text(row.LearningRate, "0.######")}, loss {Loss(row.TrainLoss)}, "
            + $"accuracy {Percent(row.TrainAccuracy)}{validation}{test}; {Time(row.Seconds)}{scored}, {Pace(row.ImagesPerSecond)} images/s, "
            + $"{Share(row.DataWaitShare)} waiting for data";
    }

    /// <summary>A loss; NaN as it is.</summary>
    public static string Loss(double? loss) => loss is { } value ? Text(value, "0.0000") : "";

    /// <summary>A share (0..1) as percent with two digits, which is one test image of CIFAR-10.</summary>
    public static string Percent(double? share) =>
        share is not { } value ? "" : double.IsFinite(value) ? $"{Text(100 * value, "0.00")} %" : Text(value, "");

    /// <summary>A duration: <c>0.42 s</c>, <c>0:42</c>, <c>1:02:03</c>.</summary>
    public static string Time(double seconds)
    {
        if (!(seconds >= 0 && seconds < TimeSpan.FromDays(999).TotalSeconds))
        {
            return "?";
        }

        return seconds < 9.995 ? $"{Text(seconds, "0.00")} s" : Clock(Math.Round(seconds));
    }

    /// <summary>A duration in whole seconds as a clock shows it: <c>0:05</c>, <c>1:02:03</c>.</summary>
    public static string Clock(double seconds)
    {
        var whole = TimeSpan.FromSeconds(Math.Min(Math.Ceiling(seconds), TimeSpan.FromDays(999).TotalSeconds));
        return whole.TotalHours >= 1 ? $"{(long)whole.TotalHours}:{whole:mm\\:ss}" : $"{whole.Minutes}:{whole:ss}";
    }

    /// <summary>A number of images.</summary>
    public static string Count(long images) => images.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Images a second.</summary>
    public static string Pace(double perSecond) => Text(perSecond, perSecond < 10 ? "0.0" : "#,0");

    private static string Share(double share) =>
        double.IsFinite(share) ? $"{Text(100 * share, "0.0")} %" : Text(share, "");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>A column of the table on a terminal.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Width">Characters.</param>
/// <param name="Dispensable">Where lines are short, the columns with the highest numbers are left out first; 0 stays.</param>
/// <param name="Images">Which images it is about; it is empty without them.</param>
/// <param name="Of">Its text for an epoch.</param>
internal sealed record EpochColumn(string Title, int Width, int Dispensable, EpochImages Images, Func<EpochRow, string> Of)
{
    /// <summary>Whether a run has such images.</summary>
    public bool IsOf(TrainStart start) => Images switch
    {
        EpochImages.Test => start.TestImages > 0,
        EpochImages.Validation => start.ValidationImages > 0,
        _ => true,
    };
}

/// <summary>Images that an epoch's numbers are about.</summary>
internal enum EpochImages
{
    /// <summary>Those that are trained on.</summary>
    Train,

    /// <summary>Those that the best epoch is picked by.</summary>
    Validation,

    /// <summary>Those that are tested on.</summary>
    Test,
}
