using Ricap.Options;

namespace Ricap.Reporting;

/// <summary>What a report shows.</summary>
internal sealed record ReportOptions
{
    /// <summary>The most samples an epoch that a report shows pictures of.</summary>
    public const int MaxSamples = 1000;

    /// <summary>Samples an epoch with pictures, unless told otherwise.</summary>
    public const int DefaultSamples = 48;

    /// <summary>The most epochs a report tells of: more than anyone looks at, few enough for one page.</summary>
    public const int MaxEpochs = 100;

    /// <summary>Which of the rendered epochs; null = all.</summary>
    public EpochSet? Epochs { get; init; }

    /// <summary>How many samples of each epoch have pictures, at most.</summary>
    public int Samples { get; init; } = DefaultSamples;
}
