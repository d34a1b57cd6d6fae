// A network of one's own, trained with RICAP in three ways: by the library's trainer, by a bare loop over a rendered data set, and
// by one over plain tensors.
//
//   dotnet run -c Release --project samples/OwnLoop -- DATASET RUN   the folder with ricap.json in it, and one for the run's files;
//                                                                    without RUN, the loops only; without DATASET, tensors only
//
// The lines marked with ◄ are all there is of RICAP. Model, optimiser and loops are any TorchSharp user's.

using Ricap;
using Ricap.Planning;
using Ricap.Train.Data;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Recording;
using Ricap.Train.Runtime;
using Ricap.Train.Training;
using static TorchSharp.torch;
using Model = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

TorchRuntime.Load(); // ◄ before anything of TorchSharp
random.manual_seed(1);
const int Epochs = 12;

// 1. By the trainer: checkpoints, resume, tests, records and all options of 'ricap-train train', but for the model.
if (args is [string data, string run])
{
    TrainOptions options = TrainOptionTable.Parse( // ◄
    [
        new("data", data), new("out", run), new("resume", "true"),
        new("epochs", $"{Epochs}"), new("optimiser", "adamw"), new("lr", "0.003"),
    ]);
    Trainer.Run(options with { Network = classes => NewModel(channels: 3, classes) }, new Lines()); // ◄

    using RicapDataset dataset = RicapDataset.Open(data);
    using Model trained = NewModel(channels: 3, dataset.Manifest.Classes.Count);
    ModelWeights.Load(trained, Path.Combine(run, "model.safetensors")); // ◄ for whatever it was trained for
}

// 2. From a data set: epochs that were rendered come out of their shards, others are composed, the same bytes either way.
if (args is [string folder, ..])
{
    using RicapDataset dataset = RicapDataset.Open(folder); // ◄
    Console.WriteLine($"shards: {dataset.Manifest.Samples} images of {dataset.Manifest.Classes.Count} classes");
    using Model model = NewModel(channels: 3, dataset.Manifest.Classes.Count);
    using var optimiser = optim.Adam(model.parameters(), 0.003);
    for (int epoch = 0; epoch < Epochs; epoch++)
    {
        var losses = new List<float>();
        foreach (TrainBatch batch in dataset.Batches(epoch, CPU)) // ◄ bytes [N,H,W,3] and soft labels [N,C]
        {
            using var scope = NewDisposeScope();
            losses.Add(Step(model, optimiser, batch.ToFloat(), batch.Targets)); // ◄
        }

        Console.WriteLine($"shards: epoch {epoch}, loss {losses.Average():0.0000}");
    }
}

// 3. From tensors that are there anyhow: each batch is cut and patched within itself.
{
    (Tensor images, Tensor labels) = Stripes(count: 256, side: 24);
    Console.WriteLine($"tensors: {images.shape[0]} images of 3 classes");
    using Model model = NewModel(channels: 1, classes: 3);
    using var optimiser = optim.Adam(model.parameters(), 0.003);
    var ricap = new OnlineRicap(classes: 3, BetaSchedule.Constant(0.3), seed: 1); // ◄
    for (int epoch = 0; epoch < Epochs; epoch++)
    {
        var losses = new List<float>();
        for (int batch = 0; batch < 8; batch++)
        {
            using var scope = NewDisposeScope();
            TensorIndex rows = TensorIndex.Slice(32 * batch, 32 * (batch + 1));
            using MixedBatch mixed = ricap.Mix(images[rows], labels[rows], epoch, batch); // ◄
            losses.Add(Step(model, optimiser, mixed.Images, mixed.Targets)); // ◄
        }

        Console.WriteLine($"tensors: epoch {epoch}, loss {losses.Average():0.0000}");
    }
}

// One step; the only thing RICAP asks of it is a loss that takes soft labels.
static float Step(Model model, optim.Optimizer optimiser, Tensor images, Tensor targets)
{
    Tensor loss = RicapLoss.Forward(model.forward(images), targets); // ◄
    optimiser.zero_grad();
    loss.backward();
    optimiser.step();
    return loss.item<float>();
}

static Model NewModel(int channels, int classes) => nn.Sequential(
    nn.Conv2d(channels, 16, 3, padding: 1),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.MaxPool2d(2),
    new PixelConv(16, 16), // ◄ for nn.Conv2d(16, 16, 1), which libtorch gets wrong on some processors
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.Conv2d(16, 32, 3, padding: 1),
    nn.BatchNorm2d(32),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(4),
    nn.Flatten(),
    nn.Linear(32 * 4 * 4, classes));

// Grey pictures with some noise: stripes that lie, stripes that stand, and a chessboard.
static (Tensor Images, Tensor Labels) Stripes(int count, int side)
{
    using var scope = NewDisposeScope();
    Tensor wave = arange(side).div(3, RoundingMode.floor).remainder(2).to(float32);
    Tensor across = wave.view(side, 1).expand(side, side);
    Tensor upright = wave.view(1, side).expand(side, side);
    Tensor kinds = stack([across, upright, across.sub(upright).abs()]);
    Tensor labels = arange(count).remainder(3);
    Tensor images = kinds[labels].unsqueeze(1).add(randn(count, 1, side, side).mul(0.5f));
    return (images.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
}

// What the trainer tells of its epochs, in the words of the loops.
internal sealed class Lines : ITrainObserver // ◄
{
    public void OnEpoch(EpochRow row) => Console.WriteLine($"trainer: epoch {row.Epoch}, loss {row.TrainLoss:0.0000}");
}
