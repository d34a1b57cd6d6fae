using System.Globalization;
using System.IO.Hashing;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Train.Checkpoints;
using Ricap.Train.Data;
using Ricap.Train.Models;
using Ricap.Train.Optimisers;
using Ricap.Train.Recording;
using TorchSharp;
using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Training;

/// <summary>All the things of a run, made and checked before its first step. Owns them.</summary>
internal sealed class TrainSetup : IDisposable
{
    /// <summary>The checkpoint's name in the run's folder.</summary>
    public const string CheckpointName = "checkpoint.safetensors";

    private readonly RicapDataset _train;
    private readonly RicapDataset? _test;
    private readonly Bfloat16Twin? _twin;
    private readonly string _checkpoint;

    /// <summary>Opens data, makes model and optimiser, and goes back to the checkpoint if that is asked for.</summary>
    /// <exception cref="RicapException">Something is missing, damaged, out of range or does not fit.</exception>
    public TrainSetup(TrainOptions options)
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
        if (_test is not null && TrainProblems.Unlike(_train, _test) is { } problem)
        {
            throw new RicapException(problem);
        }

        DatasetOptions plan = PlanChanges.Apply(options.Plan, _train.Options);
        Seed = options.Seed ?? plan.Seed;
        Classes = _train.Manifest.Classes;
        Model = ModelCatalog.Create(new ModelOptions { Name = options.Model, Classes = Classes.Count, Seed = Seed, Dropout = options.Dropout });
        if (Math.Min(plan.Width, plan.Height) < Model.MinSide)
        {
            throw TrainProblems.TooSmall(_train, options.Model, Model.MinSide);
        }

        Loaded = options.Init is { } init ? ModelWeights.Load(Model, init) : null;
        Model.to(Device);
        Freezing = options.FreezeUntil is { } layer ? Freezing.FreezeUntil(Model, layer) : Freezing.None(Model);
        _twin = options.Bf16 ? new Bfloat16Twin(Model, Device) : null;
        Optimiser = Optimiser.Create(options.Optimiser, Model);
        (double[] mean, double[] deviation) = PixelNormaliser.Measure(_train);
        Normaliser = new PixelNormaliser(mean, deviation, Device);
        Feed = new DatasetFeed(_train, Device, options.Feed, plan);
        Evaluator = _test is null ? null : new Evaluator(_test, Normaliser, Device, options.Feed);
        torch.random.manual_seed(unchecked((long)Seed)); // dropout's

        string output = Path.GetFullPath(options.Output);
        _checkpoint = Path.Combine(output, CheckpointName);
        bool exists = File.Exists(_checkpoint) || File.Exists(Path.Combine(output, RunFolder.InfoFile));
        if (exists && !options.Resume && !options.Overwrite)
        {
            throw TrainProblems.RunExists(output);
        }

        if (options.Overwrite && File.Exists(_checkpoint))
        {
            File.Delete(_checkpoint);
        }

        Cursor = File.Exists(_checkpoint) && options.Resume ? Restore() : Cursor.Start;
        Folder = RunFolder.Open(output, Cursor.Epoch);
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
        Feed.Options.Augment == Augmentation.Ricap ? Feed.Options.Schedule.At(epoch) : null;

    /// <summary>Writes the checkpoint, if every weight is a number.</summary>
    /// <exception cref="RicapException">One is not, or it cannot be written; the old one is still there.</exception>
    public void Save(Cursor cursor)
    {
        foreach ((string name, Parameter parameter) in Model.named_parameters())
        {
            using var scope = torch.NewDisposeScope();
            if (!parameter.isfinite().all().item<bool>())
            {
                throw TrainProblems.WeightsDiverged(name);
            }
        }

        CheckpointFile.Save(_checkpoint, State(cursor), Model, Optimiser);
    }

    /// <summary>Writes <c>model.safetensors</c>.</summary>
    public void Export() =>
        CheckpointFile.Export(Path.Combine(Folder.Path, "model.safetensors"), Model, State(new Cursor(Options.Epochs, 0, [])));

    /// <summary>What <c>run.json</c> says.</summary>
    public RunInfo Describe(RunState state, Evaluating.EvaluationResult? test)
    {
        Runtime.TorchRuntimeInfo runtime = Runtime.TorchRuntime.Load();
        return new RunInfo
        {
            State = state,
            Options = [.. Deciding().OrderBy(o => o.Key, StringComparer.Ordinal)],
            Train = Describe(_train),
            Test = _test is null ? null : Describe(_test),
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

    /// <inheritdoc/>
    public void Dispose()
    {
        Evaluator?.Dispose();
        Feed.Dispose();
        Normaliser.Dispose();
        Optimiser.Dispose();
        _twin?.Dispose();
        Model.Dispose();
        _test?.Dispose();
        _train.Dispose();
    }

    private static RunDataset Describe(RicapDataset dataset) => new(
        dataset.Manifest.Name,
        HashText.Of(XxHash128.HashToUInt128(File.ReadAllBytes(Path.Join(dataset.Folder, DatasetManifest.FileName)))),
        dataset.Manifest.Samples);

    private Cursor Restore()
    {
        CheckpointState state = CheckpointFile.Restore(_checkpoint, State(Cursor.Start), Model, Optimiser);
        _twin?.Load();
        return new Cursor(state.Epoch, state.Batch, state.Meter);
    }

    private CheckpointState State(Cursor cursor) => new(
        cursor.Epoch, cursor.Batch, Deciding(), Identity(_train), Classes, Normaliser.Mean, Normaliser.Deviation, cursor.Meter, TorchGenerator.State());

    /// <summary>Every option that decides the weights, as the command line spells it; neither paths nor how the work is done.</summary>
    private Dictionary<string, string> Deciding()
    {
        DatasetOptions plan = Feed.Options;
        OptimiserOptions o = Options.Optimiser;
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["size"] = $"{plan.Width}x{plan.Height}",
            ["model"] = Options.Model,
            ["dropout"] = Text(Options.Dropout),
            ["init"] = Options.Init is { } file ? HashText.Of(XxHash128.HashToUInt128(File.ReadAllBytes(file))) : "none",
            ["freeze-until"] = Options.FreezeUntil ?? "none",
            ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
            ["augment"] = OptionTable.Spell(plan.Augment),
            ["batch"] = Text(plan.Batch),
            ["flip"] = plan.Flip ? "horizontal" : "none",
            ["shift"] = plan.Shift.ToString(),
            ["fill"] = plan.Fill.ToString(),
            ["optimizer"] = OptionTable.Spell(o.Kind),
            ["lr"] = Options.LearningRate.ToString(),
            ["weight-decay"] = Text(o.WeightDecay),
            ["bf16"] = Options.Bf16 ? "true" : "false",
        };
        if (plan.Augment == Augmentation.Ricap)
        {
            all["mode"] = OptionTable.Spell(plan.Mode);
            all["schedule"] = plan.Schedule.ToString()!;
        }

        if (o.Kind == OptimiserKind.Sgd)
        {
            (all["momentum"], all["nesterov"]) = (Text(o.Momentum), o.Nesterov ? "true" : "false");
        }

        return all;
    }

    /// <summary>XXH128 of what is trained from: sources and their pixels, whichever epochs were rendered.</summary>
    private static string Identity(RicapDataset dataset)
    {
        var hash = new XxHash128();
        foreach (ManifestFile file in dataset.Manifest.Base.SelectMany(shard => shard.Files()))
        {
            hash.Append(System.Text.Encoding.ASCII.GetBytes(HashText.Of(file.XxHash128)));
        }

        return HashText.Of(hash.GetCurrentHashAsUInt128());
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
