using System.Text.Json;
using Ricap.Train.Models.Weights;
using Ricap.Train.Optimisers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Optimisers;

public sealed class WeightAverageTests
{
    [TorchFact]
    public void It_follows_as_timms_does()
    {
        JsonElement reference = Formula.Read("training.json").GetProperty("average");
        using var scope = NewDisposeScope();
        using var layer = nn.BatchNorm1d(8);
        Set(layer.weight, "average");
        Set(layer.running_mean!, "average");
        using var average = new WeightAverage(layer, reference.GetProperty("decay").GetDouble());
        for (int step = 0; step < reference.GetProperty("steps").GetInt32(); step++)
        {
            Set(layer.weight, $"average.{step}");
            Set(layer.running_mean!, $"average.{step}");
            using (no_grad())
            {
                layer.num_batches_tracked!.fill_(step);
            }

            average.Update();
        }

        float[] expected = reference.GetProperty("values").Floats();
        using (average.InPlace())
        {
            Formula.Near(expected, layer.weight, 1e-7, "weight");
            Formula.Near(expected, layer.running_mean!, 1e-7, "running mean");
            Assert.Equal(4, layer.num_batches_tracked!.item<long>()); // no float: the last one
        }

        Formula.Near(Formula.Numbers("average.4", 8), layer.weight, 0, "weight afterwards");
    }

    [TorchFact]
    public void Its_state_comes_back_to_the_bit_and_outlives_a_scope()
    {
        using Linear layer = nn.Linear(5, 3);
        using Linear other = nn.Linear(5, 3);
        WeightAverage average;
        using (NewDisposeScope())
        {
            average = new WeightAverage(layer, 0.9);
        }

        using var second = new WeightAverage(other, 0.9);
        using (average)
        {
            Set(layer.weight, "weight");
            average.Update();
            IReadOnlyList<SafeTensor> state = average.SaveState();
            second.RestoreState(state.ToDictionary(t => t.Name));
            Assert.Equal(Bytes(state), Bytes(second.SaveState()));
        }

        static string Bytes(IEnumerable<SafeTensor> state) => string.Concat(state.Select(t => Convert.ToHexString(t.Data.Span)));
    }

    private static void Set(Tensor target, string name)
    {
        using IDisposable quiet = no_grad();
        using Tensor values = tensor(Formula.Numbers(name, target.numel())).reshape(target.shape);
        target.copy_(values);
    }
}
