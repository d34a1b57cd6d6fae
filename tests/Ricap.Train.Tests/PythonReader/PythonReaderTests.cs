using System.Text.Json;
using Ricap.Shards.Text;

namespace Ricap.Train.Tests.PythonReader;

/// <summary>
/// <c>python/ricap.py</c>, which was written from the documents and shares no code with us, gives the bytes of <c>ricap-train feed</c>;
/// and its own tests, in <c>python/tests</c>.
/// </summary>
public class PythonReaderTests
{
    private const int OptionSets = 30;

    [PythonFact]
    public void Its_hashes_are_the_trainers()
    {
        using var images = new ColourSet();
        var cases = new List<object>();
        for (int number = 0; number < OptionSets; number++)
        {
            (string Name, string Value)[] options = ColourSet.Draw(number, webp: Pythons.Decoding is not null);
            string folder = images.Render($"set-{number}", options);
            string words = string.Join(' ', options.Select(option => $"--{option.Name} {option.Value}"));
            int rendered = int.Parse(options.Single(option => option.Name == "epochs").Value[2..], System.Globalization.CultureInfo.InvariantCulture);
            foreach (int epoch in (int[])[rendered, 1 + (rendered % 8)])
            {
                cases.Add(new { folder, epoch, words, xxh128 = HashText.Of(ColourSet.Feed(folder, epoch)) });
            }
        }

        File.WriteAllText(Path.Join(images.Folder, "cases.json"), JsonSerializer.Serialize(cases));
        (int code, string output) = (Pythons.Decoding ?? Pythons.Bare!).Run(
            [("RICAP_TEST_SETS", images.Folder)], Repository.Of("python/tests/test_ricap.py"), "-v");
        Assert.True(code == 0, output);
        Assert.Contains("test_every_hash_is_the_trainers", output, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
    }

    [PythonTorchFact]
    public void Its_workers_and_ranks_keep_the_batches()
    {
        using var images = new ColourSet();
        string folder = images.Render(
            "torch", ("size", "8x6"), ("batch", "8"), ("shard-size", "20"), ("format", "npy"), ("flip", "horizontal"), ("shift", "2"), ("augment", "ricap:1,mixup:1"));
        (int code, string output) = Pythons.Torch!.Run([("RICAP_TEST_SET", folder)], Repository.Of("python/tests/test_torch.py"), "-v");
        Assert.True(code == 0, output);
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
    }
}

/// <summary>The Pythons of this machine, by what they can do.</summary>
internal static class Pythons
{
    /// <summary>One with numpy, which is all that the reader needs.</summary>
    public static Python? Bare { get; } = Python.That("import sys, numpy; assert sys.version_info >= (3, 10)");

    /// <summary>One that can decode WebP, too.</summary>
    public static Python? Decoding { get; } = Python.That("import sys, numpy, PIL; assert sys.version_info >= (3, 10)");

    /// <summary>One with PyTorch.</summary>
    public static Python? Torch { get; } =
        Python.That("import sys, numpy, torch.distributed; assert sys.version_info >= (3, 10) and torch.distributed.is_gloo_available()");
}

/// <summary>A test that needs libtorch and a Python with numpy.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() =>
        Skip = TorchHere.WhyNot ?? (Pythons.Bare is null ? "needs Python 3.10 or later with numpy; apt-get install python3-numpy" : null);
}

/// <summary>A test that needs a Python with PyTorch.</summary>
internal sealed class PythonTorchFactAttribute : FactAttribute
{
    public PythonTorchFactAttribute() =>
        Skip = Pythons.Torch is null ? "needs Python 3.10 or later with PyTorch and gloo; apt-get install python3-torch" : null;
}
