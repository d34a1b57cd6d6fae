using Ricap.Train.Checkpoints;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Optimisers;
using Ricap.Train.Training;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Checkpoints;

public sealed class CheckpointFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public static TheoryData<OptimiserKind, string> Kinds => new()
    {
        { OptimiserKind.Sgd, "small" },
        { OptimiserKind.RmsProp, "small" },
        { OptimiserKind.AdamW, "small" },
        { OptimiserKind.Sgd, "wrn-10-1" }, // with dropout
    };

    public void Dispose() => _scratch.Dispose();

    /// <summary>Four steps are made in one go and, elsewhere, with a break at each place; everything must be the same bytes.</summary>
    [TorchTheory]
    [MemberData(nameof(Kinds))]
    public void A_run_that_goes_on_from_a_checkpoint_ends_with_the_same_bytes(OptimiserKind kind, string name)
    {
        using var whole = new Run(kind, name);
        whole.Train(0, 4);
        whole.Save(_scratch["whole"], 4);
        for (int stop = 0; stop < 4; stop++)
        {
            using var first = new Run(kind, name);
            first.Train(0, stop);
            first.Save(_scratch["half"], stop);
            using var second = new Run(kind, name);
            second.Train(0, 1); // what it was before must not matter
            manual_seed(8);
            CheckpointState back = CheckpointFile.Restore(_scratch["half"], Sample.State(), second.Model, second.Optimiser, second.Average);
            Assert.Equal(stop, back.Batch);
            second.Train(back.Batch, 4);
            second.Save(_scratch["resumed"], 4);
            Assert.Equal(File.ReadAllBytes(_scratch["whole"]), File.ReadAllBytes(_scratch["resumed"]));
        }
    }

    [TorchFact]
    public void A_state_comes_back_number_for_number()
    {
        CheckpointState state = Sample.State() with
        {
            Epoch = int.MaxValue,
            Batch = 17,
            Options = new Dictionary<string, string> { ["lr"] = "step:0.1,0.02@60", ["note"] = "ä \"'\\ \n\u0001", [""] = "" },
            Classes = ["cat", "cat", "", "\u00e9t\u00e9 \U0001F408"],
            Mean = [0.1, 1.0 / 3, 5e-324],
            Deviation = [double.MaxValue, double.Epsilon, 0.30000000000000004],
            Meter = [-0.0, double.NaN, double.NegativeInfinity, Math.PI, 1e300, 123456789.123456789],
        };
        using var run = new Run(OptimiserKind.Sgd, "small");
        CheckpointFile.Save(_scratch["c"], state, run.Model, run.Optimiser);
        CheckpointState read = CheckpointFile.Read(_scratch["c"]);
        Assert.Equal((state.Epoch, state.Batch, state.Dataset), (read.Epoch, read.Batch, read.Dataset));
        Assert.Equal(state.Options, read.Options);
        Assert.Equal(state.Classes, read.Classes);
        Assert.Equal(state.Mean, read.Mean);
        Assert.Equal(state.Deviation, read.Deviation);
        Assert.Equal(state.Meter.Select(BitConverter.DoubleToInt64Bits), read.Meter.Select(BitConverter.DoubleToInt64Bits));
    }

    [TorchFact]
    public void Each_thing_that_differs_is_refused_by_name_and_nothing_changes()
    {
        using var run = new Run(OptimiserKind.Sgd, "small");
        CheckpointFile.Save(_scratch["c"], Sample.State(), run.Model, run.Optimiser);
        run.Train(0, 1);
        byte[] before = run.Bytes();

        Refused(s => s with { Options = new Dictionary<string, string> { ["lr"] = "0.05", ["batch"] = "4" } }, "--lr 0.1 in the checkpoint, 0.05 now");
        Refused(s => s with { Options = new Dictionary<string, string> { ["lr"] = "0.1" } }, "--batch 4 in the checkpoint, not given now");
        Refused(
            s => s with { Options = new Dictionary<string, string>(s.Options) { ["flip"] = "horizontal" } },
            "--flip not given in the checkpoint, horizontal now");
        Refused(s => s with { Dataset = "00" }, "data set 0123456789abcdef0123456789abcdef in the checkpoint, 00 now");
        Refused(s => s with { Classes = ["a", "b"] }, "10 classes in the checkpoint, 2 now");
        Refused(s => s with { Classes = [.. s.Classes.Take(8), "x", "y"] }, "class 8 is 'c8' in the checkpoint, 'x' now");
        Refused(s => s with { Mean = [0.5, 0.5, 0.25] }, "mean 0.5, 0.5, 0.5 in the checkpoint, 0.5, 0.5, 0.25 now");
        Refused(s => s with { Deviation = [1, 1, 1] }, "deviation 0.25, 0.25, 0.25 in the checkpoint, 1, 1, 1 now");
        Refused(
            s => s with { Options = new Dictionary<string, string>(), Dataset = "0" },
            "--batch 4 in the checkpoint, not given now", "--lr 0.1 in the checkpoint, not given now",
            "data set 0123456789abcdef0123456789abcdef in the checkpoint, 0 now");
        Assert.Equal(before, run.Bytes());

        // Where the run stands is what it asks the checkpoint for.
        CheckpointFile.Restore(
            _scratch["c"], Sample.State() with { Epoch = 99, Batch = 99, Meter = [9] }, run.Model, run.Optimiser);
        Assert.NotEqual(before, run.Bytes());

        void Refused(Func<CheckpointState, CheckpointState> change, params string[] messages)
        {
            var e = Assert.Throws<RicapException>(
                () => CheckpointFile.Restore(_scratch["c"], change(Sample.State()), run.Model, run.Optimiser));
            Assert.All(e.Problems, p => Assert.Equal((ProblemCodes.CheckpointMismatch, _scratch["c"]), (p.Code, p.Path)));
            Assert.Equal(messages, e.Problems.Select(p => p.Message));
        }
    }

    [TorchFact]
    public void Tensors_that_do_not_fit_are_refused_and_nothing_changes()
    {
        using var sgd = new Run(OptimiserKind.Sgd, "small");
        using var adam = new Run(OptimiserKind.AdamW, "small");
        using var wide = new Run(OptimiserKind.Sgd, "wrn-10-1");
        CheckpointFile.Save(_scratch["c"], Sample.State(), sgd.Model, sgd.Optimiser);
        foreach ((string file, Run run) in (IEnumerable<(string, Run)>)[("c", adam), ("c", wide)])
        {
            run.Train(0, 1);
            byte[] before = run.Bytes();
            Assert.Throws<RicapException>(() => CheckpointFile.Restore(_scratch[file], Sample.State(), run.Model, run.Optimiser));
            Assert.Equal(before, run.Bytes());
        }
    }

    [TorchTheory]
    [InlineData("small", 0)]
    [InlineData("wrn-10-1", 0.3)]
    public void A_model_comes_from_a_checkpoint_and_from_an_export(string name, double dropout)
    {
        using var run = new Run(OptimiserKind.Sgd, name, dropout);
        run.Train(0, 2);
        CheckpointState state = Sample.State() with { Options = new Dictionary<string, string> { ["size"] = "32x32" } };
        CheckpointFile.Save(_scratch["c"], state, run.Model, run.Optimiser);
        CheckpointFile.Export(_scratch["m"], run.Model, state);
        foreach (string file in (string[])["c", "m"])
        {
            using ImageModel model = CheckpointFile.LoadModel(_scratch[file], out CheckpointState says);
            Assert.False(model.training);
            Assert.Equal(run.Model.Options with { Seed = 0 }, model.Options);
            Assert.Equal(Bytes(run.Model), Bytes(model));
            Assert.Equal(state.Classes, says.Classes);
            Assert.Equal(state.Mean, says.Mean);
            Assert.Equal(state.Options, says.Options);
        }

        SafeTensorsContent export = SafeTensors.Read(_scratch["m"]);
        Assert.Equal(run.Model.state_dict().Keys.Order(), export.Tensors.Keys.Order());
        Assert.Equal(("pt", "32x32", "[0.5,0.5,0.5]", "[0.25,0.25,0.25]"),
            (export.Metadata["format"], export.Metadata["size"], export.Metadata["mean"], export.Metadata["std"]));
        Assert.StartsWith("[\"c0\",\"c1\",", export.Metadata["classes"], StringComparison.Ordinal);

        string message = Assert.Throws<RicapException>(() => CheckpointFile.Read(_scratch["m"])).Problems[0].Message;
        Assert.Contains("is an exported model", message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Of_a_checkpoint_with_an_average_that_is_the_model_and_without_one_it_is_refused()
    {
        using var run = new Run(OptimiserKind.Sgd, "small");
        run.Train(0, 3);
        run.Save(_scratch["a"], 3);
        CheckpointFile.Save(_scratch["c"], Sample.State(), run.Model, run.Optimiser);
        using ImageModel model = CheckpointFile.LoadModel(_scratch["a"], out _);
        Assert.NotEqual(Bytes(run.Model), Bytes(model));
        using (run.Average.InPlace())
        {
            Assert.Equal(Bytes(run.Model), Bytes(model));
        }

        byte[] before = run.Bytes();
        var e = Assert.Throws<RicapException>(() => CheckpointFile.Restore(_scratch["c"], Sample.State(), run.Model, run.Optimiser, run.Average));
        Assert.All(e.Problems, problem => Assert.Equal(ProblemCodes.WeightsMismatch, problem.Code));
        Assert.Equal(before, run.Bytes());
    }

    private static byte[] Bytes(ImageModel model) => [.. ModelWeights.Of(model).SelectMany(t => t.Data.ToArray())];

    private sealed class Run : IDisposable
    {
        public Run(OptimiserKind kind, string name, double dropout = 0.5)
        {
            Model = ModelCatalog.Create(
                new ModelOptions { Name = name, Classes = 10, Seed = 3, Dropout = name == "small" ? 0 : dropout });
            Optimiser = Optimiser.Create(new OptimiserOptions { Kind = kind }, Model);
            Average = new WeightAverage(Model, 0.9);
        }

        public ImageModel Model { get; }

        public Optimiser Optimiser { get; }

        public WeightAverage Average { get; }

        public void Save(string path, int batch) => CheckpointFile.Save(path, Sample.State() with { Batch = batch }, Model, Optimiser, Average);

        public void Train(int from, int to)
        {
            using var scope = NewDisposeScope();
            for (int step = from; step < to; step++)
            {
                Optimiser.ZeroGrad();
                DropoutSeed.Set(3, 0, step);
                Tensor images = Formula.Input(4, 32, 32) * (1 + (0.1 * step));
                RicapLoss.Forward(Model.ForwardNhwc(images), Formula.Targets(4)).backward();
                Optimiser.Step(0.01);
                Average.Update();
            }
        }

        public byte[] Bytes() =>
            [.. CheckpointFileTests.Bytes(Model), .. Optimiser.SaveState().Concat(Average.SaveState()).SelectMany(t => t.Data.ToArray())];

        public void Dispose()
        {
            Average.Dispose();
            Optimiser.Dispose();
            Model.Dispose();
        }
    }
}
