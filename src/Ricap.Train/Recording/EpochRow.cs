using System.Text.Json.Serialization;

namespace Ricap.Train.Recording;

/// <summary>What is recorded of an epoch: a row of <c>metrics.csv</c>. The last five columns are times, which no two runs share.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Beta">RICAP's β of the epoch's training images; null if they are not patched.</param>
/// <param name="LearningRate">The learning rate of the epoch.</param>
/// <param name="TrainLoss">The mean loss in nats over the epoch's batches, each with the weights it met; NaN is shown as it is.</param>
/// <param name="TrainAccuracy">Σ W_k·[argmax = c_k] over the training samples, a share (0..1): a guess counts by the area of its class.</param>
/// <param name="TestLoss">The mean cross-entropy in nats over all test images; null if the epoch was not evaluated.</param>
/// <param name="TestTop1">The share (0..1) of all test images whose class was ranked first; null as above.</param>
/// <param name="TestTop5">The share whose class was among the first five; null as above.</param>
/// <param name="Images">Training images seen in the epoch.</param>
/// <param name="Seconds">How long training took, evaluation apart.</param>
/// <param name="ImagesPerSecond">Training images a second.</param>
/// <param name="DataWaitSeconds">How long training stood still for want of data, part of <paramref name="Seconds"/>.</param>
/// <param name="DataWaitShare">The same as a share (0..1) of <paramref name="Seconds"/>.</param>
/// <param name="EvaluationSeconds">How long evaluation took; 0 if there was none.</param>
public sealed record EpochRow(
    int Epoch,
    double? Beta,
    double LearningRate,
    double TrainLoss,
    double TrainAccuracy,
    double? TestLoss,
    double? TestTop1,
    double? TestTop5,
    long Images,
    [property: JsonIgnore] double Seconds,
    [property: JsonIgnore] double ImagesPerSecond,
    [property: JsonIgnore] double DataWaitSeconds,
    [property: JsonIgnore] double DataWaitShare,
    [property: JsonIgnore] double EvaluationSeconds)
{
    /// <summary>The mean cross-entropy in nats over all validation images; null if there are none, or the epoch was not validated.</summary>
    [JsonPropertyName("valLoss")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationLoss { get; init; }

    /// <summary>The share (0..1) of all validation images whose class was ranked first; null as above.</summary>
    [JsonPropertyName("valTop1")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationTop1 { get; init; }

    /// <summary>
    /// The best of some rows, by the validation: the highest top-1; of equal ones the lower loss, then the earlier epoch. Null if none was
    /// validated. Test images do not pick: what they said of an epoch that they picked would be too good.
    /// </summary>
    public static EpochRow? Best(IEnumerable<EpochRow> rows) => rows
        .Where(r => r.ValidationTop1 is { } top && !double.IsNaN(top))
        .OrderByDescending(r => r.ValidationTop1)
        .ThenBy(r => r.ValidationLoss is { } loss && !double.IsNaN(loss) ? loss : double.PositiveInfinity)
        .ThenBy(r => r.Epoch)
        .FirstOrDefault();
}
