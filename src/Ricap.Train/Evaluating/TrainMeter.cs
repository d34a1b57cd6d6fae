using Ricap.Train.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Evaluating;

/// <summary>
/// Loss and soft-label accuracy of an epoch while its weights change. The sums stay on the device, so that adding waits for
/// nothing; <see cref="Read"/> and <see cref="Save"/> are the only ones that wait for the device.
/// </summary>
/// <remarks>
/// The accuracy is Σ W_k·[argmax = c_k] over the samples seen: a guess counts by the area of the class it names. Sums are
/// double precision and are saved as they are, so an epoch that was cut in two ends with the same bits as one that was not.
/// </remarks>
internal sealed class TrainMeter : IDisposable
{
    private readonly Tensor _loss;
    private readonly Tensor _correct;
    private readonly bool _fetches;
    private long _samples;

    /// <summary>Begins at nothing.</summary>
    /// <param name="device">Where the batches' losses are. Of what has no double precision the sums are kept on the host, which then waits for each.</param>
    public TrainMeter(torch.Device device)
    {
        _fetches = !DeviceTraits.HasDoubles(device.type);
        device = DeviceTraits.ForSums(device);

        // It outlives the dispose scopes of single steps.
        _loss = torch.zeros([], torch.float64, device).DetachFromDisposeScope();
        _correct = torch.zeros([], torch.float64, device).DetachFromDisposeScope();
    }

    /// <summary>Adds a batch.</summary>
    /// <param name="loss">The mean loss of the batch, one float on the meter's device; stays the caller's.</param>
    /// <param name="correct">What <see cref="Losses.RicapLoss.Correct"/> says of the batch, a sum; stays the caller's.</param>
    /// <param name="count">Samples in the batch, at least 1.</param>
    public void Add(Tensor loss, Tensor correct, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using IDisposable quiet = torch.no_grad();
        using Scalar weight = ((double)count).ToScalar();
        using Tensor? lossHere = _fetches ? loss.cpu() : null;
        using Tensor? correctHere = _fetches ? correct.cpu() : null;
        _loss.add_(lossHere ?? loss, weight).DetachFromDisposeScope();
        _correct.add_(correctHere ?? correct, Numbers.One).DetachFromDisposeScope();
        _samples += count;
    }

    /// <summary>The means so far; waits for the device.</summary>
    /// <returns>The mean loss (nats), the accuracy (0..1) and how many samples were added; NaN and NaN before the first.</returns>
    public (double Loss, double Accuracy, long Samples) Read()
    {
        MeterSums sums = Save();
        return (sums.Loss / sums.Samples, sums.Correct / sums.Samples, sums.Samples);
    }

    /// <summary>Begins again at nothing.</summary>
    public void Reset() => Restore(default);

    /// <summary>The sums, to store; waits for the device.</summary>
    public MeterSums Save() => new(Numbers.Read<double>(_loss), Numbers.Read<double>(_correct), _samples);

    /// <summary>Goes on from stored sums.</summary>
    /// <param name="saved">What <see cref="Save"/> gave.</param>
    public void Restore(MeterSums saved)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(saved.Samples);
        using IDisposable quiet = torch.no_grad();
        using Scalar loss = saved.Loss.ToScalar();
        using Scalar correct = saved.Correct.ToScalar();
        _loss.fill_(loss).DetachFromDisposeScope();
        _correct.fill_(correct).DetachFromDisposeScope();
        _samples = saved.Samples;
    }

    public void Dispose()
    {
        _loss.Dispose();
        _correct.Dispose();
    }
}

/// <summary>The sums of a <see cref="TrainMeter"/>.</summary>
/// <param name="Loss">Of the samples' losses, in nats.</param>
/// <param name="Correct">Of Σ W_k·[argmax = c_k].</param>
/// <param name="Samples">How many there were.</param>
internal readonly record struct MeterSums(double Loss, double Correct, long Samples);
