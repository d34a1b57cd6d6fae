using System.Text.Json;
using Ricap.Planning;
using Ricap.Train.Losses;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Losses;

public sealed class RicapLossTests
{
    [TorchFact]
    public void It_is_the_papers_four_weighted_cross_entropies()
    {
        using var scope = NewDisposeScope();
        Tensor logits = tensor(Formula.Numbers("logits", 60)).reshape(6, 10) * 8;
        double sum = 0;
        for (int n = 0; n < 6; n++)
        {
            foreach (ClassWeight part in Formula.Labels(6)[n])
            {
                sum += part.Weight / (1024.0 * ClassWeight.PerPixel)
                    * nn.functional.cross_entropy(logits[n..(n + 1)], tensor(new long[] { part.Class })).item<float>();
            }
        }

        Assert.Equal(sum / 6, RicapLoss.Forward(logits, Formula.Targets(6)).item<float>(), 5);
        Assert.Equal(
            nn.functional.cross_entropy(logits, Formula.Targets(6)).item<float>(), RicapLoss.Forward(logits, Formula.Targets(6)).item<float>(), 6);
    }

    [TorchTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)] // weighted
    [InlineData(4)]
    public void Loss_and_gradient_are_PyTorchs_with_and_without_smoothing_and_class_weights(int reference)
    {
        JsonElement expected = Formula.Read("training.json").GetProperty("losses")[reference];
        using var scope = NewDisposeScope();
        Tensor logits = (tensor(Formula.Numbers("logits", 60)).reshape(6, 10) * 8).requires_grad_();
        Tensor? weights = expected.TryGetProperty("weights", out JsonElement given) ? tensor(given.Floats()) : null;
        Tensor loss = RicapLoss.Forward(logits, Formula.Targets(6), expected.GetProperty("smoothing").GetDouble(), weights);
        loss.backward();
        Assert.Equal(expected.GetProperty("loss").GetSingle(), loss.item<float>(), 1e-6);
        Formula.Near(expected.GetProperty("gradient").Floats(), logits.grad!, 1e-7, "gradient");
    }

    /// <summary>It was this formula once: losses and weights of runs before are those of now, to the bit.</summary>
    [TorchTheory]
    [InlineData(6)]
    [InlineData(128)]
    [InlineData(53)]
    public void Librarys_cross_entropy_is_the_formula_to_the_bit(int n)
    {
        using var scope = NewDisposeScope();
        float[] numbers = [.. Formula.Numbers("logits", n * 10).Select(v => v * 8)];
        Tensor targets = softmax(tensor(Formula.Numbers("targets", n * 10)).reshape(n, 10) * 9, 1);
        Tensor logits = tensor(numbers).reshape(n, 10).requires_grad_();
        Tensor loss = RicapLoss.Forward(logits, targets);
        loss.backward();
        Tensor same = tensor(numbers).reshape(n, 10).requires_grad_();
        Tensor formula = nn.functional.log_softmax(same, 1).mul(targets).sum().div(-n);
        formula.backward();
        Assert.Equal(formula.item<float>(), loss.item<float>());
        Assert.True(same.grad!.equal(logits.grad!).all().item<bool>());
    }

    /// <summary>Those of sklearn.utils.class_weight.compute_class_weight("balanced", …) for two, six and one of nine.</summary>
    [Fact]
    public void Balanced_weights_are_the_same_for_all_images_of_a_class_together() =>
        Assert.Equal([1.5f, 0.5f, 1, 3], ClassBalance.Weights([2, 6, 0, 1]));

    [TorchFact]
    public void Huge_logits_stay_finite()
    {
        using var scope = NewDisposeScope();
        Tensor logits = tensor(new float[] { 1e4f, -1e4f, 0 }).reshape(1, 3).requires_grad_();
        Tensor loss = RicapLoss.Forward(logits, tensor(new float[] { 0.25f, 0.75f, 0 }).reshape(1, 3));
        loss.backward();
        Assert.Equal(15000, loss.item<float>());
        Assert.True(logits.grad!.isfinite().all().item<bool>());
    }

    [TorchFact]
    public void A_guess_counts_by_the_area_of_its_class()
    {
        using var scope = NewDisposeScope();
        Tensor logits = zeros(4, 10);
        logits[0, 0] = 1; // 768 of 1024
        logits[1, 6] = 1; // 156
        logits[2, 9] = 1; // none
        logits[3, 6] = 1; // 100
        Assert.Equal(1.0f, RicapLoss.Correct(logits, Formula.Targets(4)).item<float>());
    }

    [Fact]
    public void Targets_are_areas_over_their_sum()
    {
        float[] targets = new float[8];
        SoftTargets.Write([[new(3, 1), new(0, 2)], [new(1, 5), new(1, 5)]], 4, targets);
        Assert.Equal([2 / 3f, 0, 0, 1 / 3f, 0, 1, 0, 0], targets);
    }

    [Fact]
    public void Labels_that_are_none_are_refused()
    {
        float[] targets = new float[4];
        Assert.Throws<ArgumentException>(() => SoftTargets.Write([[]], 4, targets));
        Assert.Throws<ArgumentException>(() => SoftTargets.Write([[new(4, 1)]], 4, targets));
        Assert.Throws<ArgumentException>(() => SoftTargets.Write([[new(-1, 1)]], 4, targets));
        Assert.Throws<ArgumentException>(() => SoftTargets.Write([[new(0, -1)]], 4, targets));
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftTargets.Write([[new(0, 1)]], 3, targets));
    }
}
