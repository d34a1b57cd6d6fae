using Ricap.Train.Evaluating;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Evaluating;

public sealed class EvaluationMeterTests
{
    [TorchTheory]
    [InlineData(2, 1)]
    [InlineData(5, 100)]
    [InlineData(10, 257)]
    [InlineData(100, 300)]
    public void It_is_what_counting_one_by_one_gives(int classes, int samples)
    {
        using var scope = NewDisposeScope();

        // Rounded, so that equal logits are common and the rule for them counts.
        float[] logits = [.. Formula.Numbers("logits", (long)samples * classes).Select(v => MathF.Round(v * 20) / 4)];
        int[] truths = [.. Formula.Numbers("truths", samples).Select(v => (int)((v + 0.5) * (classes - 1)))];
        for (int n = 0; n < samples; n += 3)
        {
            logits[(n * classes) + truths[n]] += 3; // some are right
        }

        EvaluationResult result = Score(classes, logits, truths, batch: 64);
        long[,] confusion = new long[classes, classes];
        long[] within = new long[classes];
        double loss = 0;
        for (int n = 0; n < samples; n++)
        {
            float[] row = logits[(n * classes)..((n + 1) * classes)];
            int[] ranked = [.. Enumerable.Range(0, classes).OrderByDescending(c => row[c]).ThenBy(c => c)];
            confusion[truths[n], ranked[0]]++;
            within[truths[n]] += ranked.Take(5).Contains(truths[n]) ? 1 : 0;
            loss += Math.Log(row.Sum(v => Math.Exp(v - row[truths[n]])));
        }

        Assert.Equal(samples, result.Samples);
        Assert.Equal(loss / samples, result.Loss, 1e-5);
        Assert.Equal((double)Enumerable.Range(0, classes).Sum(c => confusion[c, c]) / samples, result.Top1);
        Assert.Equal((double)within.Sum() / samples, result.Top5);
        Assert.True(classes > 5 || result.Top5 == 1, "all are among the first five of five");
        for (int c = 0; c < classes; c++)
        {
            long own = Enumerable.Range(0, classes).Sum(p => confusion[c, p]);
            long taken = Enumerable.Range(0, classes).Sum(t => confusion[t, c]);
            Assert.Equal(Enumerable.Range(0, classes).Select(p => confusion[c, p]), result.Confusion.Row(c).ToArray());
            Assert.Equal(
                new ClassResult(
                    c,
                    own,
                    own == 0 ? null : (double)confusion[c, c] / own,
                    own == 0 ? null : (double)within[c] / own,
                    taken == 0 ? null : (double)confusion[c, c] / taken),
                result.Classes[c]);
            Assert.Equal((own, taken), (result.Confusion.OfClass(c), result.Confusion.TakenFor(c)));
        }

        Assert.Equal(samples, result.Confusion.Total);
    }

    [TorchFact]
    public void Batches_do_not_matter()
    {
        using var scope = NewDisposeScope();
        float[] logits = Formula.Numbers("logits", 1000);
        int[] truths = [.. Enumerable.Range(0, 100).Select(n => n % 10)];
        EvaluationResult whole = Score(10, logits, truths, 100);
        EvaluationResult parts = Score(10, logits, truths, 7);
        Assert.Equal(whole.Loss, parts.Loss, 1e-12);
        Assert.Equal(whole.Classes, parts.Classes);
    }

    [TorchFact]
    public void A_model_that_says_the_same_of_every_class_is_right_about_class_0_only()
    {
        using var scope = NewDisposeScope();
        int[] truths = [.. Enumerable.Range(0, 50).Select(n => n % 10)];
        EvaluationResult result = Score(10, new float[500], truths, 50);
        Assert.Equal((0.1, 0.5), (result.Top1, result.Top5));
        Assert.Equal(Math.Log(10), result.Loss, 1e-6);
        Assert.Equal(50, result.Confusion.TakenFor(0));
    }

    [TorchFact]
    public void Logits_that_are_no_numbers_are_shown_and_make_nothing_right()
    {
        using var scope = NewDisposeScope();
        float[] logits = Enumerable.Repeat(float.NaN, 40).ToArray();
        EvaluationResult result = Score(10, logits, [0, 3, 5, 9], 4);
        Assert.Equal((double.NaN, 0.25, 4L), (result.Loss, result.Top1, result.Samples));
        EvaluationResult one = Score(2, [float.NegativeInfinity, 1, 1, float.NegativeInfinity], [1, 0], 2);
        Assert.Equal((0.0, 1.0), (one.Loss, one.Top1));
    }

    [TorchFact]
    public void A_soft_label_is_of_its_heaviest_class_and_its_loss_is_whole()
    {
        using var scope = NewDisposeScope();
        using var meter = new EvaluationMeter(3, CPU);
        meter.Add(tensor(new float[] { 0, 2, 0, 0, 2, 0 }).reshape(2, 3), tensor(new[] { 0.25f, 0.5f, 0.25f, 0.5f, 0, 0.5f }).reshape(2, 3));
        EvaluationResult result = meter.Read();
        Assert.Equal(0.5, result.Top1);
        Assert.Equal((1L, 1L, 0L), (result.Classes[0].Samples, result.Classes[1].Samples, result.Classes[2].Samples));
        double log = Math.Log(Math.Exp(2) + 2);
        Assert.Equal((log - 1 + log) / 2, result.Loss, 1e-6);
    }

    [TorchFact]
    public void Half_precision_is_summed_as_single()
    {
        using var scope = NewDisposeScope();
        using var meter = new EvaluationMeter(10, CPU);
        Tensor logits = tensor(Formula.Numbers("logits", 640)).reshape(64, 10).to(bfloat16);
        Tensor targets = nn.functional.one_hot(arange(64).remainder(10), 10).to(float32);
        meter.Add(logits, targets);
        Assert.Equal(
            nn.functional.cross_entropy(logits.to(float32), targets).item<float>(), meter.Read().Loss, 1e-6);
    }

    [TorchFact]
    public void Without_samples_there_is_no_result()
    {
        using var meter = new EvaluationMeter(3, CPU);
        EvaluationResult result = meter.Read();
        Assert.Equal((0L, double.NaN, double.NaN, double.NaN), (result.Samples, result.Loss, result.Top1, result.Top5));
        Assert.All(result.Classes, c => Assert.Equal((null, null, null), (c.Top1, c.Top5, c.Precision)));
    }

    [TorchFact]
    public void Adding_keeps_no_tensor()
    {
        using var meter = new EvaluationMeter(10, CPU);
        using Tensor logits = zeros(8, 10);
        meter.Add(logits, logits);
        long before = Tensor.TotalCount;
        meter.Add(logits, logits);
        meter.Read();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [TorchFact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var scope = NewDisposeScope();
        using var meter = new EvaluationMeter(10, CPU);
        Assert.Throws<ArgumentException>(() => meter.Add(zeros(4, 9), zeros(4, 9)));
        Assert.Throws<ArgumentException>(() => meter.Add(zeros(4, 10), zeros(3, 10)));
        Assert.Throws<ArgumentException>(() => meter.Add(zeros(10), zeros(10)));
    }

    private static EvaluationResult Score(int classes, float[] logits, int[] truths, int batch)
    {
        using var meter = new EvaluationMeter(classes, CPU);
        for (int from = 0; from < truths.Length; from += batch)
        {
            int to = Math.Min(from + batch, truths.Length);
            Tensor targets = nn.functional.one_hot(tensor(truths[from..to].Select(t => (long)t).ToArray()), classes).to(float32);
            meter.Add(tensor(logits[(from * classes)..(to * classes)]).reshape(to - from, classes), targets);
        }

        return meter.Read();
    }
}
