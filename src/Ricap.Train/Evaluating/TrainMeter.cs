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
    /// <summary>How many numbers <see cref="Save"/> gives.</summary>
    internal const int Sums = 3;

    private readonly Tensor _loss;
    private readonly Tensor _correct;
    private long _samples;

    /// <summary>Begins at nothing.</summary>
    /// <param name="device">Where the batches' losses are; one with double precision (cpu, cuda).</param>
    public TrainMeter(torch.Device device)
    {
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
        _loss.add_(loss, weight).DetachFromDisposeScope();
        _correct.add_(correct, Numbers.One).DetachFromDisposeScope();
        _samples += count;
    }

    /// <summary>The means so far; waits for the device.</summary>
    /// <returns>The mean loss (nats), the accuracy (0..1) and how many samples were added; NaN and NaN before the first.</returns>
    public (double Loss, double Accuracy, long Samples) Read()
    {
        double[] sums = Save();
        return (sums[0] / sums[2], sums[1] / sums[2], _samples);
    }

    /// <summary>Begins again at nothing.</summary>
    public void Reset() => Restore([0, 0, 0]);

    /// <summary>The sums as numbers to store: loss, correct, samples; waits for the device.</summary>
    public double[] Save() => [Numbers.Read<double>(_loss), Numbers.Read<double>(_correct), _samples];

    /// <summary>Goes on from stored sums.</summary>
    /// <param name="saved">What <see cref="Save"/> gave.</param>
    /// <exception cref="ArgumentException">It is not three numbers, the last of which is a count.</exception>
    public void Restore(double[] saved)
    {
        if (saved.Length != Sums || !(saved[2] >= 0) || saved[2] != Math.Floor(saved[2]) || saved[2] > long.MaxValue / 2)
        {
            throw new ArgumentException($"[{string.Join(", ", saved)}] are not a meter's sums.", nameof(saved));
        }

        using IDisposable quiet = torch.no_grad();
        using Scalar loss = saved[0].ToScalar();
        using Scalar correct = saved[1].ToScalar();
        _loss.fill_(loss).DetachFromDisposeScope();
        _correct.fill_(correct).DetachFromDisposeScope();
        _samples = (long)saved[2];
    }

    public void Dispose()
    {
        _loss.Dispose();
        _correct.Dispose();
    }
}
