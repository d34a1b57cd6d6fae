using Ricap.Train.Cli;
using Ricap.Train.Runtime;
using Ricap.Train.Runtime.Native;
using TorchSharp;

namespace Ricap.Train.Tests.Runtime;

public sealed class TorchRuntimeTests
{
    private const int Ok = 0;
    private const int DataProblem = 1;

    [TorchFact]
    public void It_loads_once()
    {
        TorchRuntimeInfo info = TorchRuntime.Load();
        Assert.Same(info, TorchRuntime.Load());
        Assert.Equal(info.CompatibilityCopy is not null, HostLibstdcxx.LacksVersion());
    }

    [TorchFact]
    public void The_version_we_state_is_TorchSharps() => Assert.StartsWith(TorchNatives.LibtorchVersion, torch.__version__, StringComparison.Ordinal);

    [TorchFact]
    public void The_package_is_never_written_to() =>
        Assert.DoesNotContain(".nuget", TorchRuntime.Load().CompatibilityCopy ?? "", StringComparison.Ordinal);

    [TorchFact]
    public void The_doctor_trains()
    {
        using var output = new StringWriter();
        Assert.Equal(Ok, DoctorCommand.Run(output));
        string text = output.ToString();
        Assert.Matches(@"training on cpu     2\.\d+ -> .* in \d+ ms\r?\n  in bfloat16       2\.\d+ -> .* in \d+ ms\r?\n  as the CPU does   memory layout, .*; logits within 0\.00\d\d %", text);
        Assert.Matches(@"driver              \S.*\r?\nCUDA                \S.*\r?\ncuDNN               \S", text);
    }

    [TorchFact]
    public void The_doctor_says_whether_caches_are_hidden()
    {
        Assert.Equal(HiddenCaches.Note, Caches(hidden: true));
        Assert.Equal("nothing hides them", Caches(hidden: false));

        static string Caches(bool hidden)
        {
            using var roads = new Roads(hidden);
            using var output = new StringWriter();
            DoctorCommand.Describe(TorchRuntime.Load(), output);
            return Assert.Single(output.ToString().ReplaceLineEndings("\n").Split('\n'), line => line.StartsWith("caches ", StringComparison.Ordinal))[20..];
        }
    }

    /// <summary>A program in one file finds its libraries where they were extracted, not beside itself.</summary>
    [Fact]
    public void Libraries_are_found_in_every_folder_that_dotnet_searches()
    {
        using var scratch = new Scratch();
        string file = Path.Combine(Directory.CreateDirectory(scratch["extracted/libtorch"]).FullName, TorchNatives.FileName("c10"));
        File.WriteAllText(file, "");
        Assert.Equal(file, TorchNatives.FindOwn("c10", [scratch["program"], scratch["extracted"]]));
        Assert.Null(TorchNatives.FindOwn("c10", [scratch["program"]]));
    }

    [TorchFact]
    public void A_program_writes_no_library_anywhere()
    {
        using var scratch = new Scratch();
        string home = Directory.CreateDirectory(scratch["home"]).FullName;
        string temporary = Directory.CreateDirectory(scratch["tmp"]).FullName;
        (int code, string text) = Command.Run([("HOME", home), ("XDG_DATA_HOME", home), ("TMPDIR", temporary)], "doctor");
        Assert.True(code == Ok, text);
        Assert.Empty(Directory.GetFiles(home, "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(temporary, "*.so", SearchOption.AllDirectories));
    }

    [TorchFact]
    public void A_folder_without_libtorch_is_refused()
    {
        using var scratch = new Scratch();
        (int code, string text) = Doctor(scratch.Folder);
        Assert.Equal(DataProblem, code);
        Assert.StartsWith($"{scratch.Folder}: error RICAP0050: there is no ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [TorchFact]
    public void An_install_of_another_version_is_refused()
    {
        using var scratch = new Scratch();
        string folder = Directory.CreateDirectory(scratch["torch/lib"]).FullName;
        File.WriteAllText(scratch["torch/version.py"], "__version__ = '2.9.1+cpu'\n");
        Touch(folder);
        (int code, string text) = Doctor(folder);
        Assert.Equal(DataProblem, code);
        Assert.Contains("error RICAP0052: this is PyTorch 2.9.1+cpu; TorchSharp 0.107.0 works on 2.10 or 2.11, ", text, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Libraries_that_are_none_are_refused()
    {
        using var scratch = new Scratch();
        Touch(scratch.Folder);
        (int code, string text) = Doctor(scratch.Folder);
        Assert.Equal(DataProblem, code);
        Assert.Contains("error RICAP0051", text, StringComparison.Ordinal);
    }

    [TorchFact]
    public void An_install_takes_the_place_of_the_packaged_libtorch()
    {
        if (TorchNatives.FindByName("torch_cpu") is not null)
        {
            return; // in .NET's search folders it cannot be replaced, which is a problem of its own
        }

        using var scratch = new Scratch();
        string from = TorchRuntime.Load().Folder;
        Directory.CreateDirectory(scratch["torch/lib"]);
        foreach (string file in Directory.GetFiles(from))
        {
            File.CreateSymbolicLink(scratch[$"torch/lib/{Path.GetFileName(file)}"], file);
        }

        (int code, string text) = Doctor(scratch["torch/lib"]);
        Assert.True(code == Ok, text);
        Assert.Contains("backend             external", text, StringComparison.Ordinal);
        Assert.Contains($"libtorch            2.10.0 in {scratch["torch/lib"]}", text, StringComparison.Ordinal); // asked of the library itself
        Assert.DoesNotContain("NVIDIA's libraries", text, StringComparison.Ordinal);

        // It says that it is 2.11, which is accepted; and beside it lie libraries of NVIDIA, one of which is none.
        File.WriteAllText(scratch["torch/version.py"], "__version__ = '2.11.0+cu130'\n");
        Directory.CreateDirectory(scratch["nvidia/cu13/lib"]);
        File.WriteAllText(scratch["nvidia/cu13/lib/libcudart.so.13"], "no library");
        File.CreateSymbolicLink(scratch["nvidia/cu13/lib/libcublas.so.13"], Path.Combine(from, TorchNatives.FileName("c10")));
        (code, text) = Doctor(scratch["torch/lib"]);
        Assert.True(code == Ok, text);
        Assert.Contains($"libtorch            2.11.0+cu130 in {scratch["torch/lib"]}", text, StringComparison.Ordinal);
        Assert.Contains("NVIDIA's libraries  1 of those beside libtorch, without libcudart.so.13, which cannot be loaded", text, StringComparison.Ordinal);
    }

    /// <summary>No file beside it tells its version.</summary>
    [DebianTorchFact]
    public void A_library_of_another_version_is_refused_by_what_it_says_itself()
    {
        (int code, string text) = Doctor(DebianTorchFactAttribute.Folder);
        Assert.Equal(DataProblem, code);
        Assert.Matches($"^{DebianTorchFactAttribute.Folder}: error RICAP0052: this is PyTorch \\d+\\.\\d+", text);
    }

    private static void Touch(string folder)
    {
        foreach ((string name, bool _) in TorchNatives.Parts.Where(p => p.Needed))
        {
            File.WriteAllText(Path.Combine(folder, TorchNatives.FileName(name)), "no library");
        }
    }

    /// <summary>Libraries are loaded once a process, so another folder needs another process.</summary>
    private static (int Code, string Text) Doctor(string libtorch) => Command.Run([(TorchProblems.Variable, libtorch)], "doctor");
}
