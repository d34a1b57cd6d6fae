using Ricap.Train.Evaluating;
using Ricap.Train.Losses;
using Ricap.Train.Training;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Evaluating;

public sealed class TrainMeterTests
{
    [TorchFact]
    public void Means_are_those_of_all_samples_whatever_the_batches()
    {
        using var scope = NewDisposeScope();
        using var meter = new TrainMeter(CPU);
        (double loss, double correct) = (0, 0);
        foreach ((int batch, int size) in ((int, int)[])[(0, 8), (1, 8), (2, 3)])
        {
            Tensor logits = Logits($"batch {batch}", size);
            Tensor targets = Formula.Targets(size);
            Tensor mean = RicapLoss.Forward(logits, targets);
            meter.Add(mean, RicapLoss.Correct(logits, targets), size);
            loss += (double)mean.item<float>() * size;
            for (int n = 0; n < size; n++)
            {
                long guess = logits[n].argmax().item<long>();
                correct += Formula.Labels(size)[n].Where(p => p.Class == guess).Sum(p => p.Weight)
                    / (1024.0 * Ricap.Planning.ClassWeight.PerPixel);
            }
        }

        (double readLoss, double accuracy, long samples) = meter.Read();
        Assert.Equal(19, samples);
        Assert.Equal(loss / 19, readLoss, 1e-12);
        Assert.Equal(correct / 19, accuracy, 1e-7);
        Assert.InRange(accuracy, 0.01, 0.99);
    }

    [TorchFact]
    public void An_epoch_in_two_halves_has_the_bits_of_one()
    {
        using var whole = new TrainMeter(CPU);
        using var first = new TrainMeter(CPU);
        using var second = new TrainMeter(CPU);
        for (int i = 0; i < 50; i++)
        {
            using Tensor loss = tensor((float)Math.Exp(i % 7) / 3);
            using Tensor correct = tensor((i % 5) + 0.1f);
            whole.Add(loss, correct, 128);
            (i < 23 ? first : second).Add(loss, correct, 128);
            if (i == 22)
            {
                second.Restore(first.Save());
            }
        }

        Assert.Equal(Bits(whole.Save()), Bits(second.Save()));
        Assert.Equal(whole.Read(), second.Read());
    }

    [TorchFact]
    public void Small_losses_are_not_lost_in_a_large_sum()
    {
        using var meter = new TrainMeter(CPU);
        using Tensor large = tensor(1e9f);
        using Tensor small = tensor(1f);
        using Tensor none = tensor(0f);
        meter.Add(large, none, 1);
        for (int i = 0; i < 1000; i++)
        {
            meter.Add(small, none, 1);
        }

        Assert.Equal(1e9 + 1000, meter.Save().Loss);
    }

    [TorchFact]
    public void Nothing_is_not_a_number_and_neither_is_what_is_not()
    {
        using var meter = new TrainMeter(CPU);
        Assert.Equal((double.NaN, double.NaN, 0), meter.Read());
        using Tensor nan = tensor(float.NaN);
        using Tensor one = tensor(1f);
        meter.Add(nan, one, 2);
        Assert.Equal((double.NaN, 0.5, 2), meter.Read());
        meter.Reset();
        meter.Add(one, one, 2);
        Assert.Equal((1.0, 0.5, 2), meter.Read());
    }

    [TorchFact]
    public void Adding_keeps_no_tensor_and_no_graph()
    {
        using var meter = new TrainMeter(CPU);
        using Tensor weight = ones(1).requires_grad_();
        long before = 0;
        for (int i = 0; i < 20; i++)
        {
            using (var scope = NewDisposeScope())
            {
                Tensor loss = weight.mul(2).sum();
                meter.Add(loss, loss.detach(), 1);
            }

            before = i == 0 ? Tensor.TotalCount : before;
        }

        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal((2.0, 2.0, 20), meter.Read());
    }

    [TorchFact]
    public void Sums_that_are_none_are_refused()
    {
        using var meter = new TrainMeter(CPU);
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Restore(new MeterSums(0, 0, -1)));
        double[][] none = [[], [1, 2, 3], [0, 0, -1, 0, 0], [0, 0, 0.5, 0, 0], [0, 0, double.NaN, 0, 0], [0, 0, double.PositiveInfinity, 0, 0], [0, 0, 1, 0, 0, 0]];
        Assert.All(none, numbers => Assert.Null(Cursor.Of(0, 0, numbers)));
        Assert.Equal(new Cursor(3, 4, new MeterSums(1, 2, 3), new EpochTime(4, 5)), Cursor.Of(3, 4, [1, 2, 3, 4, 5]));
        using Tensor one = tensor(1f);
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Add(one, one, 0));
    }

    private static (long, long, long) Bits(MeterSums sums) =>
        (BitConverter.DoubleToInt64Bits(sums.Loss), BitConverter.DoubleToInt64Bits(sums.Correct), sums.Samples);

    private static Tensor Logits(string name, int samples) => tensor(Formula.Numbers(name, samples * 10)).reshape(samples, 10) * 6;
}
