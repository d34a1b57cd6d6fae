using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Optimisers;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace Ricap.Train.Checkpoints;

/// <summary>Checkpoints and exported models: one safetensors file each.</summary>
/// <remarks>
/// <para>
/// A checkpoint has the tensors <c>model.NAME</c> and <c>optimiser.NAME</c>, and <c>average.NAME</c> where there is one; an exported model has the model's only, by their
/// plain names, which are torchvision's where torchvision has the model. The rest is in the metadata, numbers as JSON:
/// <c>model</c>, <c>classes</c>, <c>mean</c>, <c>std</c>, <c>size</c>, <c>epoch</c>, <c>batch</c>, <c>dataset</c>, <c>options</c>,
/// and a hash over everything, so that a file that changed on its way is found out.
/// </para>
/// <para>
/// A file is written beside its place (<c>NAME.tmp</c>), flushed and renamed: a kill leaves the old one or the new one, whole.
/// </para>
/// </remarks>
internal static class CheckpointFile
{
    private const string ModelPrefix = "model.";
    private const string OptimiserPrefix = "optimiser.";
    private const string AveragePrefix = "average.";

    /// <summary>Writes a checkpoint in the place of the one that is there.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="state">Where the run stands.</param>
    /// <param name="model">Its parameters and buffers are copied, from whatever device they are on.</param>
    /// <param name="optimiser">Its state is copied.</param>
    /// <param name="average">The model's average, which is copied; null for none.</param>
    /// <exception cref="RicapException">It cannot be written (<see cref="ProblemCodes.OutputNotWritable"/>, <see cref="ProblemCodes.DiskFull"/>);
    /// the old one is still there.</exception>
    public static void Save(string path, CheckpointState state, Network model, Optimiser optimiser, WeightAverage? average = null)
    {
        Write(
            path,
            CheckpointText.Checkpoint,
            [
                .. ModelWeights.Of(model).Select(t => t with { Name = ModelPrefix + t.Name }),
                .. optimiser.SaveState().Select(t => t with { Name = OptimiserPrefix + t.Name }),
                .. average?.SaveState().Select(t => t with { Name = AveragePrefix + t.Name }) ?? [],
            ],
            state,
            model);
    }

    /// <summary>Reads a checkpoint's state and checks the file's hash; no model is needed, nor libtorch.</summary>
    /// <exception cref="RicapException">There is no such file, it is damaged, or it is no checkpoint (<see cref="ProblemCodes.BadWeights"/>).</exception>
    public static CheckpointState Read(string path) => ReadCheckpoint(path).State;

    /// <summary>Goes back to where a checkpoint was made: sets the model, the optimiser and the average.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="expected">The run that asks: options, data, classes and normalisation must be the checkpoint's;
    /// epoch, batch and meter are not looked at.</param>
    /// <param name="model">Made from the same options; its tensors are overwritten in place, on whatever device they are.</param>
    /// <param name="optimiser">Made of this model; its state is overwritten in place.</param>
    /// <param name="average">Made of this model; overwritten in place; null if the run has none.</param>
    /// <returns>The checkpoint's state, which says what to train next.</returns>
    /// <exception cref="RicapException">The file cannot be read, or is of another run: one problem for each thing that differs
    /// (<see cref="ProblemCodes.CheckpointMismatch"/>). Then nothing was changed.</exception>
    public static CheckpointState Restore(string path, CheckpointState expected, Network model, Optimiser optimiser, WeightAverage? average = null)
    {
        (CheckpointState state, SafeTensorsContent content) = ReadCheckpoint(path);
        IReadOnlyList<Problem> differences = CheckpointDifferences.Of(path, state, expected);
        if (differences.Count > 0)
        {
            throw new RicapException(differences);
        }

        // Everything is checked before anything is changed.
        Dictionary<string, SafeTensor> weights = Part(content, ModelPrefix);
        List<Problem> misfits = ModelWeights.Check(model, weights, path, whole: true).Problems;
        Dictionary<string, SafeTensor> averages = Part(content, AveragePrefix);
        if (average is not null)
        {
            misfits.AddRange(ModelWeights.Check(model, averages, path, whole: true).Problems);
        }

        if (misfits.Count > 0)
        {
            throw new RicapException(misfits);
        }

        optimiser.RestoreState(Part(content, OptimiserPrefix), path);
        ModelWeights.Load(model, weights, path, whole: true);
        average?.RestoreState(averages);
        return state;
    }

    /// <summary>Makes the model of a checkpoint or of an exported file.</summary>
    /// <param name="path">Either of them.</param>
    /// <param name="state">What the file says besides; an exported model's has no meter.</param>
    /// <returns>The model on the CPU, in evaluation mode, with the average of its weights where a checkpoint has one; the caller's.</returns>
    /// <exception cref="RicapException">The file cannot be read or is neither (<see cref="ProblemCodes.BadWeights"/>), it is of a program's own
    /// network (<see cref="ProblemCodes.ModelNeedsMore"/>), or libtorch cannot be loaded.</exception>
    public static ImageModel LoadModel(string path, out CheckpointState state) => Load(path, Make, out state);

    /// <summary>As <see cref="LoadModel(string, out CheckpointState)"/>, of a network of a program's own.</summary>
    /// <param name="path">A checkpoint or an exported model.</param>
    /// <param name="make">Makes the network for a number of classes; its initial weights do not matter.</param>
    /// <param name="state">What the file says besides.</param>
    public static Network LoadModel(string path, Func<int, Network> make, out CheckpointState state) =>
        Load(path, (_, made) => make(made.Classes), out state);

    private static T Load<T>(string path, Func<string, ModelOptions, T> make, out CheckpointState state)
        where T : Network
    {
        SafeTensorsContent content = SafeTensors.Read(path);
        state = Parse(path, content, out string kind, out ModelOptions made);
        T model = make(path, made);
        try
        {
            bool isCheckpoint = kind == CheckpointText.Checkpoint;
            Dictionary<string, SafeTensor> average = isCheckpoint ? Part(content, AveragePrefix) : [];
            ModelWeights.Load(
                model, !isCheckpoint ? content.Tensors : average.Count > 0 ? average : Part(content, ModelPrefix), path, whole: true);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Writes the model for use elsewhere: <c>load_state_dict(safetensors.torch.load_file(path))</c> takes it.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="model">Its parameters and buffers are copied.</param>
    /// <param name="state">What it was trained from; the meter is left out.</param>
    /// <exception cref="RicapException">It cannot be written (<see cref="ProblemCodes.OutputNotWritable"/>, <see cref="ProblemCodes.DiskFull"/>).</exception>
    public static void Export(string path, Network model, CheckpointState state)
    {
        Write(path, CheckpointText.Model, ModelWeights.Of(model), state with { Meter = [] }, model);
    }

    private static void Write(
        string path, string kind, IReadOnlyList<SafeTensor> tensors, CheckpointState state, Network model)
    {
        Dictionary<string, string> metadata = CheckpointText.Write(kind, state, model);
        CheckpointText.Seal(metadata, tensors);
        SafeTensors.Write(path, tensors, metadata);
    }

    private static (CheckpointState State, SafeTensorsContent Content) ReadCheckpoint(string path)
    {
        SafeTensorsContent content = SafeTensors.Read(path);
        CheckpointState state = Parse(path, content, out string kind, out _);
        return kind == CheckpointText.Checkpoint
            ? (state, content)
            : throw Bad(path, "is an exported model: it has no optimiser, so no run goes on from it; name a checkpoint", null);
    }

    private static CheckpointState Parse(string path, SafeTensorsContent content, out string kind, out ModelOptions made)
    {
        try
        {
            return CheckpointText.Read(content, out kind, out made);
        }
        catch (FormatException e)
        {
            throw Bad(path, e.Message, e);
        }
    }

    /// <summary>The model of a file by its name, which may be one that only another program knows.</summary>
    private static ImageModel Make(string path, ModelOptions made)
    {
        try
        {
            ModelCatalog.Check(made);
        }
        catch (RicapException e)
        {
            throw new RicapException(
                Problem.Error(
                    ProblemCodes.ModelNeedsMore,
                    path,
                    $"its model cannot be made: {e.Problems[0].Message}; a network of a program's own is made by that program: Classifier.Load(path, classes => network)"),
                e);
        }

        return ModelCatalog.Create(made);
    }

    private static Dictionary<string, SafeTensor> Part(SafeTensorsContent content, string prefix) =>
        content.Tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Key[prefix.Length..], t => t.Value, StringComparer.Ordinal);

    private static RicapException Bad(string path, string message, Exception? cause) =>
        new(Problem.Error(ProblemCodes.BadWeights, path, message), cause);
}
