namespace Ricap.Tests.EndToEnd;

/// <summary>Runs the checks in <c>tests/conformance</c>, which are written in Python and share no code with us.</summary>
public class IndependentCheckTests
{
    [PythonTheory]
    [InlineData("--size 31x33 --epochs 2 --mode paper --flip horizontal --shift 5 --fill reflect --batch 16 --shard-size 48")]
    [InlineData("--size 9x14 --epochs 0,7 --mode batch --shift 10% --fill constant:00FF80 --format npy --schedule cosine:0.05..1@1..9")]
    [InlineData("--size 8x8 --epochs 2..4 --image webp --batch 7 --shard-size 20 --schedule step:1,0.1@3")]
    [InlineData("--size 32x24 --image jpeg:90 --fit crop --schedule linear:0.01..1@0..4 --epochs 1..3")]
    [InlineData("--size 8x8 --augment none --fit pad")]
    [InlineData("--size 12x9 --format mds --epochs 2 --mode batch --shift 2 --flip horizontal --batch 16 --shard-size 48")]
    [InlineData("--size 24x24 --format mds --image jpeg:95 --epochs 5..5")]
    [InlineData("--size 9x14 --augment baseline --flip horizontal --shift 3")]
    [InlineData("--size 31x33 --epochs 2 --augment cutmix --mode paper --flip horizontal --shift 5 --fill reflect --batch 16")]
    [InlineData("--size 20x17 --epochs 2 --augment mixup --mixup-alpha 0.2 --format npy --flip horizontal --shift 10% --fill constant:00FF80")]
    [InlineData("--size 16x16 --augment cutout --cutout-size 9 --cutout-fill 010203 --image webp --batch 7")]
    [InlineData("--size 13x10 --epochs 3 --augment ricap:0.5,cutmix:0.3,none:0.2 --flip horizontal --shift 2 --format npy --mode batch --batch 9")]
    [InlineData("--size 13x10 --epochs 3 --augment ricap:1,cutmix:1,mixup:1,cutout:1,none:1 --choose batch --shift 2 --batch 9 --schedule linear:0.01..1@0..2")]
    public void A_rendered_set_holds_to_the_format(string words)
    {
        using Workspace workspace = Workspace.With(100);
        workspace.Render(words);
        (int code, string output) = Checks.Python!.Run(Checks.Script("check_dataset.py"), workspace.Output, "--images", workspace.Images);
        Assert.True(code == 0, output);
    }

    [PythonTheory, InlineData("epoch-0000/ricap-0000-000000.npy"), InlineData("base/base-00000.npy"), InlineData("epoch-0000/ricap-0000-000000.json")]
    public void A_damaged_set_does_not(string file)
    {
        using Workspace workspace = Workspace.With(20);
        workspace.Render("--size 8x8 --format npy");
        byte[] bytes = File.ReadAllBytes(workspace.At(file));
        bytes[200] ^= 1;
        File.WriteAllBytes(workspace.At(file), bytes);
        (int code, string output) = Checks.Python!.Run(Checks.Script("check_dataset.py"), workspace.Output);
        Assert.True(code == 1, output);
        Assert.Contains(Path.GetFileName(file), output, StringComparison.Ordinal);
    }
}

/// <summary>A test that needs a Python with numpy and Pillow.</summary>
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute()
    {
        if (Checks.Python is null)
        {
            Skip = "needs python3 with numpy and Pillow; apt-get install python3-numpy python3-pil xxhash";
        }
    }
}

internal static class Checks
{
    /// <summary>A Python that can run the checks, if there is one.</summary>
    public static Python? Python { get; } =
        Python.That("import numpy, PIL, shutil\ntry:\n import xxhash\nexcept ImportError:\n assert shutil.which('xxhsum')");

    public static string Script(string name) => Repository.Of(Path.Join("tests", "conformance", name));
}
