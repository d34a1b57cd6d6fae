using Ricap.Train.Runtime;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Evaluating;

/// <summary>
/// Test metrics from logits, batch by batch. Everything is counted on the device; <see cref="Read"/> is the only one that waits
/// for it.
/// </summary>
/// <remarks>
/// <b>Ranks.</b> A class is ranked by its logit; of equal logits the lower class number comes first, and one that is not a
/// number counts as +∞. So a model that says the same of every class is right about class 0 only, not about everything.
/// <b>Soft labels.</b> The class of a sample is the heaviest of its label, the lower number of equally heavy ones. The loss is
/// that of the whole label.
/// </remarks>
internal sealed class EvaluationMeter : IDisposable
{
    private const int Top = 5;

    private readonly int _classes;
    private readonly torch.Device _device;
    private readonly Scalar _count; // of classes; and of those that are near enough: held, as Numbers says
    private readonly Scalar _top;
    private readonly Tensor _numbers;
    private readonly Tensor _confusion;
    private readonly Tensor _top5;
    private readonly Tensor _loss;

    /// <summary>Begins at nothing.</summary>
    /// <param name="classes">The number of classes C, at least 1.</param>
    /// <param name="device">Where the logits are. What has no double precision is counted on the host.</param>
    public EvaluationMeter(int classes, torch.Device device)
    {
        _device = device = DeviceTraits.ForSums(device);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        _classes = classes;
        _count = ((long)classes).ToScalar();
        _top = ((long)Math.Min(Top, classes)).ToScalar();
        _numbers = Numbers.UpTo(classes, device).DetachFromDisposeScope();
        _confusion = torch.zeros([(long)classes * classes], torch.int64, device).DetachFromDisposeScope();
        _top5 = torch.zeros([classes], torch.int64, device).DetachFromDisposeScope();
        _loss = torch.zeros([], torch.float64, device).DetachFromDisposeScope();
    }

    /// <summary>Adds a batch.</summary>
    /// <param name="logits">Float [N,C] of any precision, on the meter's device; stays the caller's.</param>
    /// <param name="targets">Float [N,C], each row a label that sums to 1; stays the caller's.</param>
    /// <exception cref="ArgumentException">The shapes are others.</exception>
    public void Add(Tensor logits, Tensor targets)
    {
        long[] shape = logits.shape;
        if (shape.Length != 2 || shape[1] != _classes || !shape.SequenceEqual(targets.shape))
        {
            throw new ArgumentException(
                $"Logits [{string.Join(',', shape)}] and targets [{string.Join(',', targets.shape)}] are not both [N,{_classes}].", nameof(logits));
        }

        using IDisposable quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        targets = targets.to(_device);
        Tensor exact = logits.to(torch.float32).to(_device);
        Tensor ranked = exact.nan_to_num(double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity);
        Tensor truth = targets.argmax(1, keepdim: true);
        Tensor own = ranked.gather(1, truth);

        // scatter_add_ rather than bincount, which asks the device for the highest number and so waits.
        Tensor ahead = ranked.gt(own).logical_or(ranked.eq(own).logical_and(_numbers.lt(truth)));
        Tensor within = ahead.sum(1).lt(_top).to(torch.int64);
        Tensor place = truth.mul(_count).add(ranked.argmax(1, keepdim: true), Numbers.One).flatten();
        _confusion.scatter_add_(0, place, torch.ones_like(place)).DetachFromDisposeScope();
        _top5.scatter_add_(0, truth.flatten(), within).DetachFromDisposeScope();

        // A target of 0 asks nothing of its class: 0·(−∞) would make NaN of a loss that is finite.
        Tensor weights = targets.to(torch.float32);
        Tensor products = F.log_softmax(exact, 1).mul(weights);
        Tensor asked = torch.where(weights.eq(Numbers.Zero), torch.zeros_like(products), products);
        _loss.sub_(asked.to(torch.float64).sum()).DetachFromDisposeScope();
    }

    /// <summary>The result so far; waits for the device.</summary>
    public EvaluationResult Read()
    {
        using var scope = torch.NewDisposeScope();
        var confusion = new ConfusionMatrix(_classes, _confusion.cpu().data<long>().ToArray());
        long[] top5 = _top5.cpu().data<long>().ToArray();
        ClassResult[] classes =
        [
            .. Enumerable.Range(0, _classes).Select(c => new ClassResult(
                c,
                confusion.OfClass(c),
                Share(confusion[c, c], confusion.OfClass(c)),
                Share(top5[c], confusion.OfClass(c)),
                Share(confusion[c, c], confusion.TakenFor(c)))),
        ];
        double samples = confusion.Total;
        long first = Enumerable.Range(0, _classes).Sum(c => confusion[c, c]);
        return new EvaluationResult(
            confusion.Total, Numbers.Read<double>(_loss) / samples, first / samples, top5.Sum() / samples, classes, confusion);
    }

    public void Dispose()
    {
        _numbers.Dispose();
        _count.Dispose();
        _top.Dispose();
        _confusion.Dispose();
        _top5.Dispose();
        _loss.Dispose();
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
