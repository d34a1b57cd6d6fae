using System.Diagnostics;
using Ricap.Train.Data;
using Ricap.Train.Evaluating;
using Ricap.Train.Losses;
using Ricap.Train.Recording;
using Ricap.Train.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Training;

/// <summary>The training loop: epochs of batches, each a step. All it touches is in <see cref="TrainSetup"/>.</summary>
internal sealed class TrainLoop(TrainSetup run, ITrainObserver observer, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>On a GPU the loss is looked at so often only, for looking waits for all steps before it. On the CPU there is nothing to wait for.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly TrainMeter _meter = new(run.Device);
    private readonly EpochTimes _times = new(() => run.Feed.Waited);
    private long _lastSave = Stopwatch.GetTimestamp();
    private long _lastLook = Stopwatch.GetTimestamp();

    /// <summary>Trains from the cursor to the end.</summary>
    /// <returns>The last test; null if there was none.</returns>
    /// <exception cref="RicapException">The loss stopped being a number; the checkpoint is of before that.</exception>
    /// <exception cref="OperationCanceledException">It was asked to end, and has written a checkpoint.</exception>
    public EvaluationResult? Run(Cursor cursor)
    {
        _meter.Restore(cursor.Sums);
        _times.Begin(cursor.Time);
        EvaluationResult? test = null;
        for (int epoch = cursor.Epoch; !run.IsOver(epoch); epoch++)
        {
            TrainEpoch(epoch, epoch == cursor.Epoch ? cursor.Batch : 0);
            _times.Pause();

            long start = Stopwatch.GetTimestamp();
            bool scores = (epoch + 1) % run.Options.TestEvery == 0 || epoch + 1 == run.Options.Epochs;
            EvaluationResult? validation = scores ? Evaluate(epoch, run.Validator, TrainPhase.Validate) : null;
            test = scores ? Evaluate(epoch, run.Evaluator, TrainPhase.Evaluate) : null;
            Record(epoch, validation, test, Stopwatch.GetElapsedTime(start));
            RequireFinite(epoch, "validation", validation);
            RequireFinite(epoch, "test", test);
            run.ExportBest();
            _meter.Reset();
            Save(epoch + 1, 0);
            _times.Begin(default);
        }

        return test;
    }

    public void Dispose() => _meter.Dispose();

    private void TrainEpoch(int epoch, int firstBatch)
    {
        run.Freezing.Train();
        foreach (TrainBatch batch in run.Feed.Epoch(epoch, firstBatch))
        {
            if (batch.Number + 1 == run.Feed.Batches && epoch + 1 < run.Options.Epochs)
            {
                run.Feed.Prepare(epoch + 1);
            }

            double rate = run.Rate(epoch, batch.Number);
            bool isStep = run.Steps.Ends(batch.Number);
            DropoutSeed.Set(run.Seed, epoch, batch.Number);
            using (torch.NewDisposeScope())
            {
                Tensor logits = run.Forward(run.Normaliser.Apply(batch.Images));
                Tensor loss = RicapLoss.Forward(logits, batch.Targets, run.Options.LabelSmoothing, run.ClassWeights);
                run.Backward(loss, batch);
                if (isStep)
                {
                    run.Step(rate);
                }

                _meter.Add(loss, RicapLoss.Correct(logits, batch.Targets), batch.Count);
            }

            Look(epoch, batch, rate);
            if (!isStep)
            {
                continue; // the gradients so far are in no checkpoint
            }

            if (cancellationToken.IsCancellationRequested)
            {
                Save(epoch, batch.Number + 1);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (Stopwatch.GetElapsedTime(_lastSave).TotalSeconds >= run.Options.CheckpointSeconds && batch.Number + 1 < run.Feed.Batches)
            {
                Save(epoch, batch.Number + 1);
            }
        }

        if (run.Device.type == DeviceType.CUDA)
        {
            torch.cuda.synchronize(run.Device); // so that the epoch's time is that of its work
        }
    }

    /// <summary>Reads the sums where that costs nothing or it is time, shows them, and stops a run that has lost its way.</summary>
    private void Look(int epoch, TrainBatch batch, double rate)
    {
        long done = batch.First + batch.Count;
        bool isLast = batch.Number + 1 == run.Feed.Batches;
        if (DeviceTraits.RunsBehind(run.Device.type) && !isLast && Stopwatch.GetElapsedTime(_lastLook) < BetweenLooks)
        {
            observer.OnProgress(new TrainProgress(epoch, TrainPhase.Train, done, run.Images));
            return;
        }

        (double loss, double accuracy, _) = _meter.Read();
        _lastLook = Stopwatch.GetTimestamp();
        if (!double.IsFinite(loss))
        {
            throw TrainProblems.Diverged(epoch, batch.Number, rate);
        }

        observer.OnProgress(new TrainProgress(epoch, TrainPhase.Train, done, run.Images, loss, accuracy));
    }

    private EvaluationResult? Evaluate(int epoch, Evaluator? evaluator, TrainPhase phase) => run.Score(
        evaluator,
        done => observer.OnProgress(new TrainProgress(epoch, phase, done, evaluator!.Images)),
        CancellationToken.None); // short, and half a test is of no use

    private static void RequireFinite(int epoch, string what, EvaluationResult? result)
    {
        if (result is not null && !double.IsFinite(result.Loss))
        {
            throw TrainProblems.TestDiverged(epoch, what);
        }
    }

    private void Record(int epoch, EvaluationResult? validation, EvaluationResult? test, TimeSpan scoring)
    {
        (double loss, double accuracy, long images) = _meter.Read();
        (double seconds, double waited) = _times.Now;
        bool scored = validation is not null || test is not null;
        var row = new EpochRow(
            epoch, run.Beta(epoch), run.Rate(epoch, 0), loss, accuracy, test?.Loss, test?.Top1, test?.Top5,
            images, seconds, images / seconds, waited, waited / seconds, scored ? scoring.TotalSeconds : 0)
        {
            ValidationLoss = validation?.Loss,
            ValidationTop1 = validation?.Top1,
        };
        run.Folder.Append(row);
        observer.OnEpoch(row);
    }

    private void Save(int epoch, int batch)
    {
        run.Save(new Cursor(epoch, batch, _meter.Save(), batch > 0 ? _times.Now : default));
        _lastSave = Stopwatch.GetTimestamp();
    }
}
