using Ricap.Building.Output;
using Ricap.Train.Checkpoints;
using Ricap.Train.Data;
using Ricap.Train.Recording;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Training;

/// <summary>The weights that a run writes, and goes on from.</summary>
/// <param name="options">The run's.</param>
/// <param name="facts">What it is a run of.</param>
/// <param name="classes">The names of the classes.</param>
/// <param name="learner">What learns; the caller's.</param>
/// <param name="normaliser">What its pixels are normalised by; the caller's.</param>
internal sealed class RunCheckpoint(TrainOptions options, RunFacts facts, IReadOnlyList<string> classes, Learner learner, PixelNormaliser normaliser)
{
    private readonly string _folder = Path.GetFullPath(options.Output);

    private string File => this[TrainSetup.CheckpointName];

    private bool Exists => System.IO.File.Exists(File) || System.IO.File.Exists(this[RunFolder.InfoFile]);

    private string this[string name] => Path.Combine(_folder, name);

    /// <summary>Where the run stands: where its checkpoint is if it goes on, else at the beginning.</summary>
    /// <exception cref="RicapException">The folder has a run and is neither to be gone on with nor begun anew, or its checkpoint is of another run.</exception>
    public Cursor Open()
    {
        if (Exists && !options.Resume && !options.Overwrite)
        {
            throw TrainProblems.RunExists(_folder);
        }

        return options.Resume && System.IO.File.Exists(File) ? Restore() : Cursor.Start;
    }

    /// <summary>Takes away the weights of a run that is begun anew, so that nobody takes them for this run's: once nothing can keep it from beginning.</summary>
    /// <exception cref="RicapException">They cannot be deleted.</exception>
    public void Clear()
    {
        string[] weights = [File, this[TrainSetup.ModelName], this[TrainSetup.BestName]];
        foreach (string file in Exists && options.Overwrite ? weights.Where(System.IO.File.Exists) : [])
        {
            OutputErrors.Guard(file, () => System.IO.File.Delete(file));
        }
    }

    /// <summary>Writes the checkpoint, if every weight and every running mean is a number.</summary>
    /// <exception cref="RicapException">One is not, or it cannot be written; the old one is still there.</exception>
    public void Save(Cursor cursor)
    {
        if (Endless() is { } name)
        {
            throw TrainProblems.WeightsDiverged(name);
        }

        CheckpointFile.Save(File, State(cursor), learner.Model, learner.Optimiser, learner.Average);
    }

    /// <summary>Writes the weights for use elsewhere.</summary>
    /// <param name="name">The file's name in the run's folder.</param>
    /// <param name="epochs">How many epochs they have been trained.</param>
    /// <exception cref="RicapException">It cannot be written.</exception>
    public void Export(string name, int epochs) => learner.WithAverage(() =>
    {
        CheckpointFile.Export(this[name], learner.Model, State(Cursor.At(epochs)));
        return true;
    });

    private Cursor Restore()
    {
        CheckpointState state = CheckpointFile.Restore(File, State(Cursor.Start), learner.Model, learner.Optimiser, learner.Average);
        if (state.Epoch > options.Epochs || (state.Epoch == options.Epochs && state.Batch > 0))
        {
            throw TrainProblems.TrainedFurther(File, state, options.Epochs);
        }

        learner.Reload();
        return Cursor.Of(state.Epoch, state.Batch, state.Meter) ?? throw TrainProblems.NoCursor(File);
    }

    /// <summary>The first tensor with something in it that is no number; null if there is none. Waits for the device once.</summary>
    private string? Endless()
    {
        using var scope = torch.NewDisposeScope();
        Dictionary<string, Tensor> state = learner.Model.state_dict();
        Tensor finite = torch.stack([.. state.Values.Select(tensor => tensor.isfinite().all())]).cpu();
        return state.Keys.Zip(finite.data<bool>().ToArray()).FirstOrDefault(pair => !pair.Second).First;
    }

    private CheckpointState State(Cursor cursor) => new(
        cursor.Epoch, cursor.Batch, facts.Options, facts.Identity, classes, normaliser.Mean, normaliser.Deviation, cursor.Numbers);
}
