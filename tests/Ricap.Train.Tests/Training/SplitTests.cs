using Ricap.Building;
using Ricap.Options;
using Ricap.Train.Recording;
using Ricap.Train.Tests.Data;

namespace Ricap.Train.Tests.Training;

/// <summary>A test split that has no image of some class.</summary>
public class SplitTests
{
    [TorchFact]
    public void A_test_split_that_lacks_a_class_is_refused_and_with_the_classes_of_the_other_tested()
    {
        using var runs = new Runs();
        using var scratch = new Scratch();
        SmallSet.WriteIdx(
            scratch["test-images-idx3-ubyte"], scratch["test-labels-idx1-ubyte"], 20, 14, 11, seed: 2, label: i => (i % 2) * 3);
        Render(scratch, "short");
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => runs.Run("a", ("test", scratch["short"]))).Problems);
        Assert.Equal(ProblemCodes.DatasetMismatch, problem.Code);
        Assert.Contains("--classes", problem.Message, StringComparison.Ordinal);

        Render(scratch, "whole", ("classes", runs.Train.Folder), ("not-in", runs.Train.Folder));
        TrainResult result = runs.Run("a", ("test", scratch["whole"]));
        Assert.Null(result.Divergence);
        Assert.Equal(20, result.Test!.Samples);
        Assert.Equal([10, 0, 0, 10, 0], result.Test.Classes.Select(one => one.Samples));
        Assert.Null(result.Test.Classes[4].Top1);
    }

    private static void Render(Scratch scratch, string output, params (string Name, string Value)[] more) => DatasetBuilder.Build(
        OptionTable.Parse(
        [
            new("images", scratch["test-images-idx3-ubyte"]), new("out", scratch[output]), new("size", "28x28"), new("augment", "none"),
            .. more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)),
        ]),
        new StrictObserver(),
        CancellationToken.None);
}
