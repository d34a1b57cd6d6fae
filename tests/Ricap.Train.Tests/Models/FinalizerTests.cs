using Ricap.Train.Evaluating;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using Ricap.Train.Optimisers;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Models;

/// <summary>
/// TorchSharp's numbers (<c>Scalar</c>) are native objects with a finalizer, and its functions do not keep the ones they are
/// given alive: one that nobody else holds may be freed while libtorch still reads it.
/// </summary>
public class FinalizerTests
{
    [TorchTheory]
    [InlineData("small")]
    [InlineData("wrn-10-1")]
    public void A_collector_that_never_rests_takes_no_number_away(string name)
    {
        using var model = ModelCatalog.Create(new ModelOptions { Name = name, Classes = 3 });
        using var optimiser = Optimiser.Create(
            new OptimiserOptions { Kind = OptimiserKind.AdamW, WeightDecay = 0.01, NoDecay = NoDecay.Norm | NoDecay.Bias, BackboneRate = 0.5, Clip = 1 }, model, model.HeadName);
        using var average = new WeightAverage(model, 0.9);
        using var train = new TrainMeter(CPU);
        using var test = new EvaluationMeter(3, CPU);
        using Tensor images = randn(1, 32, 32, 3);
        using Tensor targets = tensor((float[])[0.5f, 0.25f, 0.25f], 1, 3);
        using var done = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            model.train();
            for (int i = 0; i < 400; i++)
            {
                using var scope = NewDisposeScope();
                Tensor logits = model.ForwardNhwc(images);
                Tensor loss = RicapLoss.Forward(logits, targets, 0.1);
                optimiser.ZeroGrad();
                loss.backward();
                optimiser.Step(1e-4);
                average.Update();
                train.Add(loss, RicapLoss.Correct(logits, targets), 1);
                test.Add(logits, targets);
                Assert.True(double.IsFinite(train.Read().Loss));
            }
        }
        finally
        {
            done.Cancel();
            collector.Join();
        }

        Assert.Equal(400, test.Read().Samples);
        using Tensor counter = model.state_dict()["bn1.num_batches_tracked"];
        Assert.Equal(400, counter.item<long>());
    }
}
