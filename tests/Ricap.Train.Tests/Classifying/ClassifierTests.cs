using Ricap.Train.Checkpoints;
using Ricap.Train.Classifying;
using Ricap.Train.Data;
using Ricap.Train.Models;
using Ricap.Train.Tests.Onnx;
using Ricap.Train.Tests.Training;
using Ricap.Train.Training;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Classifying;

/// <summary>A trained model in use.</summary>
public sealed class ClassifierTests(TrainedOnce once) : IClassFixture<TrainedOnce>
{
    public static TheoryData<string, string> Fits => new() { { "stretch", "FFFFFF" }, { "crop", "204080" }, { "pad", "FF8000" } };

    [TorchTheory]
    [MemberData(nameof(Fits))]
    public void A_picture_is_seen_as_in_the_test_of_its_data_set(string fit, string background)
    {
        using var trained = new Trained(("fit", fit), ("background", background));
        using RicapDataset dataset = RicapDataset.Open(trained.Test);
        float[][] expected = LogitsOf(trained.Model, dataset);
        string[] paths = [.. dataset.Planned.Sources.Select(source => Path.Combine(trained.Pictures, source.Path))];
        Assert.Equal(12, paths.Length);

        using Classifier classifier = Classifier.Load(trained.Run);
        Assert.Equal((32, 28), (classifier.Width, classifier.Height));
        Assert.Equal(Trained.Classes, classifier.Classes);
        IReadOnlyList<Prediction> predictions = classifier.Predict([.. paths.Select(Picture.File)]);
        Assert.Equal(expected, predictions.Select(p => p.Logits));
        Assert.True(expected.Select(logits => logits[0]).Distinct().Count() > 6, "pictures that all look alike prove nothing");
    }

    /// <summary>How many go through the model together decides which code of libtorch adds up, and in what order.</summary>
    [TorchFact]
    public void Alone_or_among_others_a_picture_gets_the_same_logits_but_for_rounding()
    {
        Trained trained = once.Value;
        using Classifier classifier = Classifier.Load(trained.Model);
        Picture[] pictures = [.. Directory.EnumerateFiles(trained.Pictures, "*.png", SearchOption.AllDirectories).Select(Picture.File)];
        IReadOnlyList<Prediction> together = classifier.Predict(pictures);
        Assert.Equal(together.Select(p => p.Logits), classifier.Predict(pictures).Select(p => p.Logits));
        Assert.All(pictures.Zip(together), pair => Assert.All(
            classifier.Predict(pair.First).Logits.Zip(pair.Second.Logits), logit => Assert.Equal(logit.Second, logit.First, 1e-4f)));
    }

    [TorchFact]
    public void Files_bytes_streams_and_pixels_are_one_picture()
    {
        using var trained = new Trained(("fit", "pad"));
        using Classifier classifier = Classifier.Load(trained.Model);
        string path = Directory.EnumerateFiles(trained.Pictures, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        byte[] encoded = File.ReadAllBytes(path);
        using var stream = new MemoryStream(encoded);
        IReadOnlyList<float> logits = classifier.Predict(path).Logits;
        Assert.Equal(logits, classifier.Predict(Picture.Bytes(encoded)).Logits);
        Assert.Equal(logits, classifier.Predict(Picture.Stream(stream)).Logits);

        // Of pixels there is no transparency: a picture without any is the same either way.
        byte[] rgb = [.. Enumerable.Range(0, 3 * 50 * 20).Select(i => (byte)(i * 7))];
        using var image = new SkiaSharp.SKBitmap(50, 20, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Opaque);
        for (int i = 0; i < 50 * 20; i++)
        {
            image.SetPixel(i % 50, i / 50, new SkiaSharp.SKColor(rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]));
        }

        using SkiaSharp.SKData data = image.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        Assert.Equal(classifier.Predict(Picture.Bytes(data.ToArray())).Logits, classifier.Predict(Picture.Pixels(rgb, 50, 20)).Logits);
    }

    [TorchFact]
    public void Probabilities_are_the_softmax_and_the_highest_is_first()
    {
        Trained trained = once.Value;
        using Classifier classifier = Classifier.Load(trained.Model);
        Prediction prediction = classifier.Predict(Directory.EnumerateFiles(trained.Pictures, "*.png", SearchOption.AllDirectories).First());
        Assert.Equal(1, prediction.Probabilities.Sum(), 12);
        using Tensor softmax = tensor([.. prediction.Logits.Select(l => (double)l)]).softmax(0);
        Assert.All(softmax.data<double>().ToArray().Zip(prediction.Probabilities), pair => Assert.Equal(pair.First, pair.Second, 12));

        IReadOnlyList<ClassProbability> top = prediction.Top(10);
        Assert.Equal([0, 1, 2], top.Select(t => t.Index).Order());
        Assert.Equal(top.Select(t => t.Probability).OrderDescending(), top.Select(t => t.Probability));
        Assert.All(top, t => Assert.Equal((Trained.Classes[t.Index], prediction.Probabilities[t.Index]), (t.Name, t.Probability)));
        Assert.Equal((top[0].Name, top[0].Probability), (prediction.Class, prediction.Probability));
        Assert.Single(prediction.Top(1));
    }

    [TorchFact]
    public void Wrong_use_is_told_as_such()
    {
        Classifier classifier = Classifier.Load(once.Value.Model);
        Assert.Equal("picture", Assert.Throws<ArgumentNullException>(() => classifier.Predict((Picture)null!)).ParamName);
        Assert.Equal("pictures", Assert.Throws<ArgumentNullException>(() => classifier.Predict([null!])).ParamName);
        Assert.Equal(ProblemCodes.Unreadable, Assert.Single(Assert.Throws<RicapException>(() => classifier.Predict("a\0b")).Problems).Code);
        classifier.Dispose();
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Predict("a.png"));
        Assert.Throws<ObjectDisposedException>(() => classifier.SaveOnnx("a.onnx"));
    }

    [Fact]
    public void Of_equal_logits_the_lower_class_is_first_and_one_that_is_no_number_before_all()
    {
        string[] classes = ["a", "b", "c", "d"];
        Assert.Equal([1, 3, 0, 2], new Prediction(classes, [1, 2, 0, 2]).Top(4).Select(t => t.Index));
        Assert.Equal([2, 1, 0, 3], new Prediction(classes, [1, 2, float.NaN, 0]).Top(4).Select(t => t.Index));
    }

    [TorchFact]
    public void Many_threads_may_ask_at_once()
    {
        Trained trained = once.Value;
        using Classifier classifier = Classifier.Load(trained.Model);
        string[] paths = Directory.GetFiles(trained.Pictures, "*.png", SearchOption.AllDirectories);
        IReadOnlyList<float>[] alone = [.. paths.Select(path => classifier.Predict(path).Logits)];
        Parallel.For(0, 200, i => Assert.Equal(alone[i % paths.Length], classifier.Predict(paths[i % paths.Length]).Logits));
    }

    [TorchFact]
    public void Nothing_is_kept_for_gradients_and_no_tensor_is_left()
    {
        Trained trained = once.Value;
        using Classifier classifier = Classifier.Load(trained.Model);
        Picture[] pictures = [.. Directory.EnumerateFiles(trained.Pictures, "*.png", SearchOption.AllDirectories).Select(Picture.File)];
        classifier.Predict(pictures);
        long before = Tensor.TotalCount;
        classifier.Predict(pictures);
        Assert.Equal(before, Tensor.TotalCount);
        Assert.True(is_grad_enabled());
    }

    [TorchFact]
    public void Each_picture_that_is_none_is_told_at_once()
    {
        Trained trained = once.Value;
        using Classifier classifier = Classifier.Load(trained.Model);
        File.WriteAllText(trained["text.jpg"], "no picture");
        File.WriteAllBytes(trained["empty.png"], []);
        string whole = Directory.EnumerateFiles(trained.Pictures, "*.png", SearchOption.AllDirectories).First();
        var thrown = Assert.Throws<RicapException>(() => classifier.Predict(
            [.. ((string[])[trained["text.jpg"], whole, trained["empty.png"], trained["none.png"]]).Select(Picture.File)]));
        Assert.Equal(
            [(ProblemCodes.NotAnImage, trained["text.jpg"]), (ProblemCodes.EmptyFile, trained["empty.png"]), (ProblemCodes.Unreadable, trained["none.png"])],
            thrown.Problems.Select(p => (p.Code, p.Path!)));
    }

    [TorchFact]
    public void A_run_that_kept_its_best_is_used_by_that_and_an_unfinished_one_by_its_checkpoint()
    {
        using var trained = new Trained();
        Assert.Equal(trained.Model, ModelFile.Find(trained.Run));
        File.Copy(trained.Model, Path.Combine(trained.Run, "best.safetensors"));
        Assert.EndsWith("best.safetensors", ModelFile.Find(trained.Run), StringComparison.Ordinal);

        Directory.CreateDirectory(trained["other"]);
        Assert.Equal(ProblemCodes.NoModel, Assert.Throws<RicapException>(() => Classifier.Load(trained["other"])).Problems[0].Code);
        string checkpoint = Path.Combine(trained["other"], "checkpoint.safetensors");
        File.Copy(Path.Combine(trained.Run, "checkpoint.safetensors"), checkpoint);
        using Classifier whole = Classifier.Load(trained.Run);
        using Classifier unfinished = Classifier.Load(trained["other"]);
        string picture = Directory.EnumerateFiles(trained.Pictures, "*.png", SearchOption.AllDirectories).First();
        Assert.Equal(whole.Predict(picture).Logits, unfinished.Predict(picture).Logits);
    }

    [TorchFact]
    public void A_file_that_does_not_say_how_large_pictures_are_is_refused()
    {
        Trained trained = once.Value;
        using ImageModel model = CheckpointFile.LoadModel(trained.Model, out CheckpointState state);
        Dictionary<string, string> options = new(state.Options);
        Assert.True(options.Remove("size"));
        CheckpointFile.Export(trained["old.safetensors"], model, state with { Options = options });
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Classifier.Load(trained["old.safetensors"])).Problems);
        Assert.Equal((ProblemCodes.NoInputSize, trained["old.safetensors"]), (problem.Code, problem.Path));

        options["size"] = "big";
        CheckpointFile.Export(trained["odd.safetensors"], model, state with { Options = options });
        Assert.Equal(ProblemCodes.NoInputSize, Assert.Throws<RicapException>(() => Classifier.Load(trained["odd.safetensors"])).Problems[0].Code);
    }

    [TorchFact]
    public void A_network_of_a_programs_own_is_made_by_it()
    {
        Trained trained = once.Value;
        string run = trained["own"];
        Trainer.Run(
            TrainOptionTable.Parse(new Dictionary<string, string> { ["data"] = trained.Test, ["out"] = run, ["epochs"] = "1" }) with { Network = Own },
            new Watcher(),
            CancellationToken.None);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Classifier.Load(run)).Problems);
        Assert.True(problem.Code == ProblemCodes.ModelNeedsMore, problem.ToString());

        using Classifier classifier = Classifier.Load(run, Own);
        using RicapDataset dataset = RicapDataset.Open(trained.Test);
        using nn.Module<Tensor, Tensor> network = CheckpointFile.LoadModel(ModelFile.Find(run), Own, out CheckpointState state);
        Assert.Equal(
            LogitsOf(network, state, dataset),
            classifier.Predict([.. dataset.Planned.Sources.Select(source => Picture.File(Path.Combine(trained.Pictures, source.Path)))]).Select(p => p.Logits));
    }

    [TorchFact]
    public void A_network_out_of_an_ONNX_file_needs_that_file_no_more()
    {
        Trained trained = once.Value;
        (string onnx, string run) = (trained["first.onnx"], trained["of-onnx"]);
        using (Classifier first = Classifier.Load(trained.Model))
        {
            first.SaveOnnx(onnx, new OnnxOptions { Input = OnnxInput.Floats });
        }

        Trainer.Run(
            TrainOptionTable.Parse(new Dictionary<string, string> { ["data"] = trained.Test, ["out"] = run, ["epochs"] = "1", ["model"] = $"onnx:{onnx}" }),
            new Watcher(),
            CancellationToken.None);
        File.Delete(onnx);
        using Classifier classifier = Classifier.Load(run);
        classifier.SaveOnnx(trained["second.onnx"]);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(trained["second.onnx"]);
        using ImageModel model = CheckpointFile.LoadModel(ModelFile.Find(run), out CheckpointState state);
        Parity.Assert(model, session, OnnxInput.Bytes, "trained", count: 2, classifier.Height, classifier.Width, state);
    }

    private static nn.Module<Tensor, Tensor> Own(int classes) => nn.Sequential(
        nn.Conv2d(3, 8, 3, padding: 1), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(32, classes));

    /// <summary>What a test computes of the data set's base images.</summary>
    private static float[][] LogitsOf(string file, RicapDataset dataset)
    {
        using ImageModel model = CheckpointFile.LoadModel(file, out CheckpointState state);
        return LogitsOf(model, state, dataset);
    }

    private static float[][] LogitsOf(nn.Module<Tensor, Tensor> model, CheckpointState state, RicapDataset dataset)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        using var normaliser = new PixelNormaliser(state.Mean, state.Deviation, CPU);
        using var feed = new DatasetFeed(dataset, CPU, new FeedOptions(), dataset.Options with { Batch = 256 });
        var logits = new List<float[]>();
        foreach (TrainBatch batch in feed.Epoch(0))
        {
            logits.AddRange(Networks.ForwardNhwc(model, normaliser.Apply(batch.Images)).data<float>().ToArray().Chunk(state.Classes.Count));
        }

        return [.. logits];
    }
}
