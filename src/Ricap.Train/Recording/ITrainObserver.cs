namespace Ricap.Train.Recording;

/// <summary>What a pass over images is for.</summary>
public enum TrainPhase
{
    /// <summary>Weights change.</summary>
    Train,

    /// <summary>Test images are scored.</summary>
    Evaluate,

    /// <summary>Validation images are scored.</summary>
    Validate,
}

/// <summary>A run begins, or goes on.</summary>
/// <param name="Title">What is trained from what on what, in one line.</param>
/// <param name="FirstEpoch">The first epoch to be done, from 0; <paramref name="Epochs"/> if none is left.</param>
/// <param name="Epochs">How many epochs there are in all; the last is <c>Epochs − 1</c>.</param>
/// <param name="TrainImages">Training images an epoch.</param>
/// <param name="TestImages">Test images; 0 if there are none.</param>
public sealed record TrainStart(string Title, int FirstEpoch, int Epochs, long TrainImages, long TestImages)
{
    /// <summary>Validation images; 0 if there are none.</summary>
    public long ValidationImages { get; init; }
}

/// <summary>How far an epoch is.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Phase">Training or evaluation.</param>
/// <param name="Done">Images so far in this phase of this epoch.</param>
/// <param name="Total">Images in this phase of this epoch.</param>
/// <param name="Loss">The mean training loss so far, if it was just read: reading waits for the device, so most steps have none.</param>
/// <param name="Accuracy">The training accuracy so far, likewise.</param>
public sealed record TrainProgress(int Epoch, TrainPhase Phase, long Done, long Total, double? Loss = null, double? Accuracy = null);

/// <summary>
/// Watches a run. Calls come from one thread, in the order of what happens. <see cref="OnProgress"/> may be called at every
/// step: it returns at once unless it is time to draw.
/// </summary>
public interface ITrainObserver
{
    /// <summary>Once, first.</summary>
    void OnStart(TrainStart start)
    {
    }

    /// <summary>After steps, as often as the loop likes.</summary>
    void OnProgress(TrainProgress progress)
    {
    }

    /// <summary>After each epoch.</summary>
    void OnEpoch(EpochRow row)
    {
    }

    /// <summary>Something to be told in a line of its own.</summary>
    void OnNote(string line)
    {
    }

    /// <summary>Once, last, unless an exception ended the run.</summary>
    void OnFinish(TrainResult result)
    {
    }
}
