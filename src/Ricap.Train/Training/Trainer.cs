using Ricap.Options;
using Ricap.Planning;
using Ricap.Train.Evaluating;
using Ricap.Train.Models;
using Ricap.Train.Recording;
using Ricap.Train.Runtime;

namespace Ricap.Train.Training;

/// <summary>Trains: sets up, runs the loop, leaves <c>model.safetensors</c>, <c>metrics.csv</c> and <c>run.json</c>.</summary>
public static class Trainer
{
    /// <summary>Runs from where the run stands to its end.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="observer">Watches; null if nobody does.</param>
    /// <param name="cancellationToken">Asks for an end: a checkpoint is written first.</param>
    /// <returns>How it ended; a run that diverged comes back, with the last good checkpoint on disk.</returns>
    /// <exception cref="RicapException">Something is missing, damaged, out of range or does not fit; or the output cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was asked to end.</exception>
    public static TrainResult Run(TrainOptions options, ITrainObserver? observer = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        TorchRuntime.Load();
        return TorchMemory.Guard(options.Device, () => RunToEnd(options, observer ?? new Nobody(), cancellationToken));
    }

    private static TrainResult RunToEnd(TrainOptions options, ITrainObserver observer, CancellationToken cancellationToken)
    {
        using var setup = TrainSetup.Open(options);
        setup.Folder.Write(setup.Describe(RunState.Running, null));
        Announce(setup, observer);
        EvaluationResult? test = null;
        Problem? divergence = null;
        try
        {
            using var loop = new TrainLoop(setup, observer, cancellationToken);
            test = loop.Run(setup.Cursor);
            setup.Export();
        }
        catch (RicapException e) when (e.Problems is [{ Code: ProblemCodes.TrainingDiverged }])
        {
            divergence = e.Problems[0];
        }

        if (divergence is null && test is null)
        {
            test = setup.Test(_ => { }, cancellationToken); // resumed after its last epoch: the weights are the ones that were tested
        }

        RunInfo info = setup.Describe(divergence is null ? RunState.Finished : RunState.Diverged, test);
        setup.Folder.Write(info);
        var result = new TrainResult(options.Output, setup.Folder.Rows, test, info.Classes, divergence)
        {
            Data = setup.Data,
            StoppedEarly = divergence is null && setup.IsStopped && setup.Folder.Rows[^1].Epoch + 1 < options.Epochs,
        };
        observer.OnFinish(result);
        return result;
    }

    private static void Announce(TrainSetup setup, ITrainObserver observer)
    {
        DatasetOptions plan = setup.Feed.Options;
        bool isOver = setup.IsOver(setup.Cursor.Epoch);
        string data = plan.Augment.Equals(Augmentation.Ricap)
            ? $"RICAP {OptionTable.Spell(plan.Mode)}, β {plan.Schedule}"
            : $"{plan.Augment}{(plan.Augment.UsesMode ? $" {OptionTable.Spell(plan.Mode)}" : "")}{(plan.Augment.HasPatches ? $", β {plan.Schedule}" : "")}";
        observer.OnStart(new TrainStart(
            $"{Networks.NameOf(setup.Model)} on {setup.Device}, {data}, seed {setup.Seed}, batch {plan.Batch}",
            isOver ? setup.Options.Epochs : setup.Cursor.Epoch,
            setup.Options.Epochs,
            setup.Images,
            setup.TestImages)
        {
            ValidationImages = setup.ValidationImages,
        });
        if (HiddenCaches.Concern(setup.Device.type))
        {
            observer.OnNote(HiddenCaches.Note);
        }

        foreach (string note in (IEnumerable<string>)[.. new[] { setup.Feed.Note, setup.Evaluator?.Note, setup.Validator?.Note }.OfType<string>(), .. setup.SharedImages])
        {
            observer.OnNote(note);
        }

        if (setup.Cursor != Cursor.Start && !isOver)
        {
            observer.OnNote($"goes on at epoch {setup.Cursor.Epoch}, batch {setup.Cursor.Batch}");
        }

        if (!isOver)
        {
            observer.OnNote($"epoch {setup.Cursor.Epoch} comes from {setup.Feed.RoadOf(setup.Cursor.Epoch)}");
        }

        if (setup.Loaded is { } loaded)
        {
            observer.OnNote($"{Counted.Of(loaded.Loaded.Count, "tensor")} from {new OptionName("init")}{(loaded.Kept.Count > 0 ? $", {string.Join(", ", loaded.Kept.Take(4))} kept as initialised" : "")}");
        }

        if (StepOptionRows.On(setup.Options) is { Length: > 0 } refined)
        {
            observer.OnNote($"with {refined}");
        }

        if (setup.Freezing.FrozenParameters > 0)
        {
            observer.OnNote($"{Counted.Of(setup.Freezing.FrozenParameters, "parameter tensor")} frozen");
        }
    }

    private sealed class Nobody : ITrainObserver;
}
