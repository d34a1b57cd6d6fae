using Ricap.Train.Data;
using Ricap.Train.Evaluating;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Optimisers;
using Ricap.Train.Recording;
using Ricap.Train.Runtime;
using TorchSharp;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Training;

/// <summary>All the things of a run, made and checked before its first step. Owns them.</summary>
internal sealed class TrainSetup : IDisposable
{
    /// <summary>The checkpoint's name in the run's folder.</summary>
    public const string CheckpointName = "checkpoint.safetensors";

    /// <summary>The exported model's.</summary>
    public const string ModelName = "model.safetensors";

    /// <summary>That of the epoch that the validation picks.</summary>
    public const string BestName = "best.safetensors";

    private readonly OwnedThings _owned;
    private readonly RunData _data;
    private readonly RunFacts _facts;
    private readonly Learner _learner;
    private readonly RunCheckpoint _checkpoint;

    private TrainSetup(OwnedThings owned, TrainOptions options, RunData data, RunFacts facts, Learner learner, RunCheckpoint checkpoint) =>
        (_owned, Options, _data, _facts, _learner, _checkpoint) = (owned, options, data, facts, learner, checkpoint);

    /// <summary>What it was made from.</summary>
    public TrainOptions Options { get; }

    /// <summary>The device.</summary>
    public required torch.Device Device { get; init; }

    /// <summary>The key of the initial weights and of the plan.</summary>
    public ulong Seed => _data.Plan.Seed;

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Classes => _data.Classes;

    /// <summary>The model, with float weights.</summary>
    public Network Model => _learner.Model;

    /// <summary>What was taken from <see cref="TrainOptions.Init"/>; null if nothing.</summary>
    public LoadedWeights? Loaded => _learner.Loaded;

    /// <summary>What does not train.</summary>
    public Freezing Freezing => _learner.Freezing;

    /// <summary>The optimiser.</summary>
    public Optimiser Optimiser => _learner.Optimiser;

    /// <summary>Bytes to floats.</summary>
    public required PixelNormaliser Normaliser { get; init; }

    /// <summary>What classes count in the loss, float [C]; null for all alike.</summary>
    public required Tensor? ClassWeights { get; init; }

    /// <summary>Training batches.</summary>
    public required DatasetFeed Feed { get; init; }

    /// <summary>Scores the test images; null if there are none.</summary>
    public required Evaluator? Evaluator { get; init; }

    /// <summary>Scores the validation images; null if there are none.</summary>
    public required Evaluator? Validator { get; init; }

    /// <summary>The run's files.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>Where the run stood when it was set up.</summary>
    public required Cursor Cursor { get; init; }

    /// <summary>Which batches make a step together.</summary>
    public StepsOfEpoch Steps => _learner.Steps;

    /// <summary>Training images an epoch.</summary>
    public int Images => _data.Images;

    /// <summary>Test images; 0 if there are none.</summary>
    public int TestImages => _data.Test?.Count ?? 0;

    /// <summary>Validation images; 0 if there are none.</summary>
    public int ValidationImages => _data.Validation?.Count ?? 0;

    /// <summary>Which images it is trained and tested on, see <see cref="RunFacts.Data"/>.</summary>
    public string Data => _facts.Data;

    /// <summary>What is to be said of data sets with the same images, see <see cref="RunFacts.SharedImages"/>.</summary>
    public IReadOnlyList<string> SharedImages => _facts.SharedImages;

    /// <summary>Opens data, makes model and optimiser, and goes back to the checkpoint if that is asked for.</summary>
    /// <exception cref="RicapException">Something is missing, damaged, out of range or does not fit.</exception>
    public static TrainSetup Open(TrainOptions options) => OwnedThings.Make(owned =>
    {
        torch.Device device = DeviceOf(options);
        RunData data = owned.Add(RunData.Open(options));
        Learner learner = owned.Add(Learner.Create(options, data, device));
        var facts = new RunFacts(options, data, Networks.NameOf(learner.Model));
        PixelStatistics pixels = options.Normalise.Of(learner.TrainedWith, data.Train);
        PixelNormaliser normaliser = owned.Add(new PixelNormaliser(pixels.Mean, pixels.Deviation, device));
        FeedOptions road = options.Feed with { Budget = DeviceBudget.Of(device, options.Feed.DeviceMemory) };
        DatasetFeed feed = owned.Add(new DatasetFeed(data.Train, device, road, data.Plan, options.MixUntil));
        Evaluator? evaluator = owned.Add(data.Test is { } test ? new Evaluator(test, normaliser, device, road) : null);
        Evaluator? validator = owned.Add(data.Validation is { } held ? new Evaluator(held, normaliser, device, road) : null);
        var checkpoint = new RunCheckpoint(options, facts, data.Classes, learner, normaliser);
        Cursor cursor = checkpoint.Open();
        feed.Settle(cursor.Epoch, options.Epochs);
        evaluator?.Settle();
        validator?.Settle();
        Tensor? classWeights = owned.Add(WeightsOf(options, data, device));
        checkpoint.Clear();
        return new TrainSetup(owned, options, data, facts, learner, checkpoint)
        {
            Device = device,
            Normaliser = normaliser,
            ClassWeights = classWeights,
            Feed = feed,
            Evaluator = evaluator,
            Validator = validator,
            Cursor = cursor,
            Folder = RunFolder.Open(options.Output, cursor.Epoch),
        };
    });

    /// <summary>Logits of normalised float [N,H,W,3].</summary>
    public Tensor Forward(Tensor batch) => _learner.Forward(batch);

    /// <summary>Adds the gradients of a batch to its step's.</summary>
    public void Backward(Tensor loss, TrainBatch batch) => _learner.Backward(loss, batch);

    /// <summary>One step of the optimiser along the gradients of the step's batches.</summary>
    public void Step(double rate) => _learner.Step(rate);

    /// <summary>The learning rate of the step that a batch is part of.</summary>
    public double Rate(int epoch, int batch) => _learner.Rate(epoch, batch);

    /// <summary>Scores the test images with the weights that are exported; null if there are none.</summary>
    public EvaluationResult? Test(Action<long> progress, CancellationToken cancellationToken) => Score(Evaluator, progress, cancellationToken);

    /// <summary>Scores images with the weights that are exported; null if there are none.</summary>
    /// <param name="evaluator"><see cref="Evaluator"/> or <see cref="Validator"/>.</param>
    /// <param name="progress">Called with the number of images scored so far.</param>
    /// <param name="cancellationToken">Asks for an end.</param>
    public EvaluationResult? Score(Evaluator? evaluator, Action<long> progress, CancellationToken cancellationToken) =>
        evaluator is null ? null : _learner.WithAverage(() => evaluator.Run(_learner.Predict, Model, progress, cancellationToken));

    /// <summary>β of an epoch; null if nothing is patched.</summary>
    public double? Beta(int epoch) =>
        Feed.OptionsOf(epoch).Augment.HasPatches ? Feed.Options.Schedule.At(epoch) : null;

    /// <summary>Whether nothing is left to train: all epochs are done, or for some of them the validation saw nothing better.</summary>
    /// <param name="epoch">The epoch that would be next.</param>
    public bool IsOver(int epoch) => epoch >= Options.Epochs || IsStopped;

    /// <summary>Whether the validation has ended the run before its last epoch. Epochs that were not validated may be better: they end nothing.</summary>
    public bool IsStopped =>
        Options.Patience > 0 && EpochRow.Best(Folder.Rows) is { } best
        && Folder.Rows.Last(row => row.ValidationTop1 is not null).Epoch - best.Epoch >= Options.Patience;

    /// <summary>Writes the checkpoint, if every weight and every running mean is a number.</summary>
    /// <exception cref="RicapException">One is not, or it cannot be written; the old one is still there.</exception>
    public void Save(Cursor cursor) => _checkpoint.Save(cursor);

    /// <summary>Writes <c>model.safetensors</c>.</summary>
    public void Export() => _checkpoint.Export(ModelName, Done);

    /// <summary>Writes <c>best.safetensors</c>, if the epoch that was recorded last is the best one.</summary>
    public void ExportBest()
    {
        if (EpochRow.Best(Folder.Rows)?.Epoch == Folder.Rows[^1].Epoch)
        {
            _checkpoint.Export(BestName, Done);
        }
    }

    /// <summary>What <c>run.json</c> says.</summary>
    public RunInfo Describe(RunState state, EvaluationResult? test)
    {
        TorchRuntimeInfo runtime = TorchRuntime.Load();
        return new RunInfo
        {
            State = state,
            Options = [.. _facts.Options.OrderBy(o => o.Key, StringComparer.Ordinal)],
            Train = _facts.Train,
            Validation = _facts.Validation,
            Patience = Options.Patience > 0 ? Options.Patience : null,
            Test = _facts.Test,
            Classes = Classes,
            Model = Networks.NameOf(Model),
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

    /// <summary>How many epochs are done.</summary>
    private int Done => Folder.Rows is [.., var last] ? last.Epoch + 1 : Options.Epochs;

    public void Dispose() => _owned.Dispose();

    private static Tensor? WeightsOf(TrainOptions options, RunData data, torch.Device device) => options.ClassWeights == ClassWeighting.Balanced
        ? torch.tensor(ClassBalance.Weights(data.Train.OfEachClass), device: device).DetachFromDisposeScope()
        : null;

    /// <summary>The device, set as the options say.</summary>
    private static torch.Device DeviceOf(TrainOptions options)
    {
        torch.Device device = DeviceName.Parse(options.Device);
        if (device.type == DeviceType.CUDA)
        {
            torch.backends.cuda.matmul.allow_tf32 = options.Tf32;
            torch.backends.cudnn.allow_tf32 = true; // as in PyTorch
        }

        return device;
    }
}
