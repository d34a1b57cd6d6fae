using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Train.Checkpoints;
using Ricap.Train.Data;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Optimisers;
using Ricap.Train.Recording;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Training;

/// <summary>All the things of a run, made and checked before its first step. Owns them.</summary>
internal sealed class TrainSetup : IDisposable
{
    /// <summary>The checkpoint's name in the run's folder.</summary>
    public const string CheckpointName = "checkpoint.safetensors";

    /// <summary>The exported model's.</summary>
    public const string ModelName = "model.safetensors";

    private readonly RicapDataset _train;
    private readonly RicapDataset? _test;
    private readonly Bfloat16Twin? _twin;
    private readonly RunFacts _facts;
    private readonly string _checkpoint;

    /// <summary>Opens data, makes model and optimiser, and goes back to the checkpoint if that is asked for.</summary>
    /// <exception cref="RicapException">Something is missing, damaged, out of range or does not fit.</exception>
    public TrainSetup(TrainOptions options)
    {
        try
        {
            Options = options;
            Device = Runtime.DeviceName.Parse(options.Device);
            if (Device.type == DeviceType.CUDA)
            {
                torch.backends.cuda.matmul.allow_tf32 = options.Tf32;
                torch.backends.cudnn.allow_tf32 = options.Tf32;
            }

            _train = RicapDataset.Open(options.Data);
            _test = options.Test is { } test ? RicapDataset.Open(test) : null;
            DatasetOptions plan = RunChecks.Plan(options, _train, _test);
            Seed = plan.Seed;
            Classes = _train.Manifest.Classes;
            Model = ModelCatalog.Create(new ModelOptions { Name = options.Model, Classes = Classes.Count, Seed = Seed, Dropout = options.Dropout });
            if (Math.Min(plan.Width, plan.Height) < Model.MinSide)
            {
                throw TrainProblems.TooSmall(_train, options.Model, Model.MinSide);
            }

            if (Model.Misfit(plan.Width, plan.Height) is { } misfit)
            {
                throw new RicapException(misfit);
            }

            Loaded = options.Init is { } init ? ModelWeights.Load(Model, init) : null;
            _facts = new RunFacts(options, plan, _train, _test);
            Model.to(Device);
            Freezing = options.FreezeUntil is { } layer ? Freezing.FreezeUntil(Model, layer) : Freezing.None(Model);
            Freezing.Train();
            if (TrainProblems.HasLoneImage(Images, plan.Batch) && Model.NeedsTwoImages(plan.Width, plan.Height))
            {
                throw TrainProblems.LoneImage(options.Model, Images, plan);
            }

            _twin = options.Bf16 ? new Bfloat16Twin(Model, Device) : null;
            Optimiser = Optimiser.Create(options.Optimiser, Model);
            PixelStatistics pixels = NormalisationOf(options);
            Normaliser = new PixelNormaliser(pixels.Mean, pixels.Deviation, Device);
            Feed = new DatasetFeed(_train, Device, options.Feed, plan);
            Evaluator = _test is null ? null : new Evaluator(_test, Normaliser, Device, options.Feed);
            torch.random.manual_seed(unchecked((long)Seed)); // dropout's

            string output = Path.GetFullPath(options.Output);
            _checkpoint = Path.Combine(output, CheckpointName);
            PrepareOutput(output);
            Cursor = File.Exists(_checkpoint) && options.Resume ? Restore() : Cursor.Start;
            Folder = RunFolder.Open(output, Cursor.Epoch);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What it was made from.</summary>
    public TrainOptions Options { get; }

    /// <summary>The device.</summary>
    public torch.Device Device { get; }

    /// <summary>The key of the initial weights and of the plan.</summary>
    public ulong Seed { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The model, with float weights.</summary>
    public ImageModel Model { get; }

    /// <summary>What was taken from <see cref="TrainOptions.Init"/>; null if nothing.</summary>
    public LoadedWeights? Loaded { get; }

    /// <summary>What does not train.</summary>
    public Freezing Freezing { get; }

    /// <summary>The optimiser.</summary>
    public Optimiser Optimiser { get; }

    /// <summary>Bytes to floats.</summary>
    public PixelNormaliser Normaliser { get; }

    /// <summary>Training batches.</summary>
    public DatasetFeed Feed { get; }

    /// <summary>Scores the test images; null if there are none.</summary>
    public Evaluator? Evaluator { get; }

    /// <summary>The run's files.</summary>
    public RunFolder Folder { get; }

    /// <summary>Where the run stood when it was set up.</summary>
    public Cursor Cursor { get; }

    /// <summary>Training images an epoch.</summary>
    public int Images => _train.Manifest.Samples;

    /// <summary>Test images; 0 if there are none.</summary>
    public int TestImages => _test?.Manifest.Samples ?? 0;

    /// <summary>Logits of normalised float [N,H,W,3].</summary>
    public Tensor Forward(Tensor batch) => _twin?.Forward(batch) ?? Model.ForwardNhwc(batch);

    /// <summary>One step of the optimiser along the gradients of the last backward pass.</summary>
    public void Step(double rate)
    {
        _twin?.BeforeStep();
        Optimiser.Step(rate);
        _twin?.AfterStep();
    }

    /// <summary>β of an epoch; null if nothing is patched.</summary>
    public double? Beta(int epoch) =>
        Feed.Options.Augment.HasPatches ? Feed.Options.Schedule.At(epoch) : null;

    /// <summary>Writes the checkpoint, if every weight and every running mean is a number.</summary>
    /// <exception cref="RicapException">One is not, or it cannot be written; the old one is still there.</exception>
    public void Save(Cursor cursor)
    {
        foreach ((string name, Tensor tensor) in Model.state_dict())
        {
            using var scope = torch.NewDisposeScope();
            if (!Runtime.Numbers.Read<bool>(tensor.isfinite().all()))
            {
                throw TrainProblems.WeightsDiverged(name);
            }
        }

        CheckpointFile.Save(_checkpoint, State(cursor), Model, Optimiser);
    }

    /// <summary>Writes <c>model.safetensors</c>.</summary>
    public void Export() =>
        CheckpointFile.Export(Path.Combine(Folder.Path, ModelName), Model, State(new Cursor(Options.Epochs, 0, [])));

    /// <summary>What <c>run.json</c> says.</summary>
    public RunInfo Describe(RunState state, Evaluating.EvaluationResult? test)
    {
        Runtime.TorchRuntimeInfo runtime = Runtime.TorchRuntime.Load();
        return new RunInfo
        {
            State = state,
            Options = [.. _facts.Options.OrderBy(o => o.Key, StringComparer.Ordinal)],
            Train = _facts.Train,
            Test = _facts.Test,
            Classes = Classes,
            Model = Options.Model,
            Parameters = Model.parameters().Sum(p => p.numel()),
            Seed = Seed,
            Device = Options.Device,
            Epochs = Options.Epochs,
            Evaluation = test,
            Machine = new RunMachine(
                typeof(TrainSetup).Assembly.GetName().Version!.ToString(3),
                runtime.Backend,
                runtime.TorchSharpVersion,
                runtime.LibtorchVersion,
                Environment.Version.ToString(),
                System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier,
                null,
                torch.get_num_threads()),
        };
    }

    public void Dispose()
    {
        // Where the constructor fails the later ones are not there yet.
        Evaluator?.Dispose();
        Feed?.Dispose();
        Normaliser?.Dispose();
        Optimiser?.Dispose();
        _twin?.Dispose();
        Model?.Dispose();
        _test?.Dispose();
        _train?.Dispose();
    }

    /// <summary>What is said; else what the initial weights were trained with; else what the training data are like.</summary>
    private PixelStatistics NormalisationOf(TrainOptions options)
    {
        PixelStatistics? chosen = options.Normalise.Statistics
            ?? (options.Normalise == Normalisation.Dataset ? null : Loaded?.TrainedWith ?? Model.TrainedWith);
        if (chosen is not null)
        {
            return chosen;
        }

        (double[] mean, double[] deviation) = PixelNormaliser.Measure(_train);
        return new PixelStatistics(mean, deviation);
    }

    /// <summary>Refuses a folder with a run in it, unless that goes on or is begun anew; then its weights go, so that nobody takes them for this run's.</summary>
    private void PrepareOutput(string output)
    {
        string[] weights = [_checkpoint, Path.Combine(output, ModelName)];
        bool exists = File.Exists(_checkpoint) || File.Exists(Path.Combine(output, RunFolder.InfoFile));
        if (exists && !Options.Resume && !Options.Overwrite)
        {
            throw TrainProblems.RunExists(output);
        }

        foreach (string file in weights.Where(file => exists && Options.Overwrite && File.Exists(file)))
        {
            OutputErrors.Guard(file, () => File.Delete(file));
        }
    }

    private Cursor Restore()
    {
        CheckpointState state = CheckpointFile.Restore(_checkpoint, State(Cursor.Start), Model, Optimiser);
        if (state.Epoch > Options.Epochs || (state.Epoch == Options.Epochs && state.Batch > 0))
        {
            throw TrainProblems.TrainedFurther(_checkpoint, state, Options.Epochs);
        }

        _twin?.Load();
        return new Cursor(state.Epoch, state.Batch, state.Meter);
    }

    private CheckpointState State(Cursor cursor) => new(
        cursor.Epoch, cursor.Batch, _facts.Options, _facts.Identity, Classes, Normaliser.Mean, Normaliser.Deviation, cursor.Meter, TorchGenerator.State());
}
