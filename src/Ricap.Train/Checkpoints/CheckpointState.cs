namespace Ricap.Train.Checkpoints;

/// <summary>Where a run stands and what it is a run of: all of a checkpoint but the tensors.</summary>
/// <param name="Epoch">The epoch that is being trained, from 0.</param>
/// <param name="Batch">The batch of it to train next, from 0; all before it are in the weights.</param>
/// <param name="Options">All that decides the weights: names as on the command line but without dashes, to their texts.
/// An option <c>size</c>, where there is one, also goes into exported models.</param>
/// <param name="Dataset">The training data: an XXH128 in hex that names its sources and their pixels, whichever epochs were rendered.</param>
/// <param name="Classes">Their names, by label; at least 2.</param>
/// <param name="Mean">Of the pixel normalisation: three numbers, RGB.</param>
/// <param name="Deviation">Of the pixel normalisation: three numbers above 0, RGB.</param>
/// <param name="Meter">The epoch's running sums, as many as the loop keeps; they come back as the same doubles, even where they are no numbers.</param>
/// <remarks>The lists are not copied: they are the caller's, who leaves them as they are.</remarks>
internal sealed record CheckpointState(
    int Epoch,
    int Batch,
    IReadOnlyDictionary<string, string> Options,
    string Dataset,
    IReadOnlyList<string> Classes,
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> Deviation,
    IReadOnlyList<double> Meter);
