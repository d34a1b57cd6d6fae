using System.Diagnostics;
using System.Runtime.InteropServices;
using Ricap.Tests.Building;
using Ricap.Tests.Sources;

namespace Ricap.Tests.Cli;

/// <summary>Signals need a process of their own.</summary>
public sealed partial class InterruptTests : IDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TinySet _set = new(classes: 2, each: 64);

    public void Dispose() => _set.Dispose();

    [LinuxFact]
    public void AnInterruptedRenderGoesOnToTheSameBytes()
    {
        foreach (int signal in (int[])[SigInt, SigTerm])
        {
            string output = _set.Of($"../interrupted-{signal}");
            using (Process child = Start(Render(output)))
            {
                Wait(child, until: () => File.Exists(Path.Join(output, "epoch-0000", "ricap-0000-000000.tar")));
                Assert.Equal(0, Kill(child.Id, signal));
                string errors = child.StandardError.ReadToEnd();
                Assert.True(child.WaitForExit(Patience), "does not stop");
                Assert.Equal(130, child.ExitCode);
                Assert.EndsWith("ricap: stopped; the next run goes on from here\n", errors, StringComparison.Ordinal);
                Assert.False(File.Exists(Path.Join(output, "ricap.json")));
            }

            var resumed = CommandRun.Well([.. Render(output), "--json"]).Json;
            Assert.True(resumed.GetProperty("kept").GetInt32() >= 2, "did not go on, but began anew");
        }

        CommandRun.Well([.. Render(_set.Output), "--quiet"]);
        Assert.Equal(Files(_set.Output), Files(_set.Of($"../interrupted-{SigInt}")));
        Assert.Equal(Files(_set.Output), Files(_set.Of($"../interrupted-{SigTerm}")));
    }

    [LinuxFact]
    public void TheSecondSignalKills()
    {
        // Reading a pipe that nobody writes to cannot be cancelled; opening it waits until the child has it open too.
        string pipe = Path.Join(_set.Images, "pipe.csv");
        Assert.Equal(0, MakePipe(pipe, 0x180));
        using Process child = Start("render", "--images", pipe, "--out", _set.Output, "--size", "4x4");
        Task<FileStream> open = Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite));
        Assert.True(open.Wait(Patience), "does not read");
        using FileStream writer = open.Result;

        Assert.Equal(0, Kill(child.Id, SigInt));
        Assert.Equal("ricap: stopping; a second Ctrl-C stops at once", child.StandardError.ReadLine());
        Assert.Equal(0, Kill(child.Id, SigInt));
        Assert.True(child.WaitForExit(Patience), "does not die");
        Assert.Equal(128 + SigInt, child.ExitCode);
    }

    private string[] Render(string output) =>
    [
        "render", "--images", _set.Images, "--out", output, "--size", "128x128", "--epochs", "8", "--shard-size", "64", "--threads", "1",
        "--on-duplicate", "ignore",
    ];

    /// <summary>Starts the command as it is installed: its own process on the runtime that the tests run on.</summary>
    private static Process Start(params string[] args) => Process.Start(new ProcessStartInfo(
        ChildRun.DotnetHost, [Path.Join(AppContext.BaseDirectory, "ricap.dll"), .. args])
    {
        RedirectStandardError = true,
    })!;

    private static void Wait(Process child, Func<bool> until)
    {
        for (var clock = Stopwatch.StartNew(); !until(); Thread.Sleep(2))
        {
            Assert.False(child.HasExited, "ended too soon");
            Assert.True(clock.Elapsed < Patience, "takes too long");
        }
    }

    /// <summary>Every file of a data set with its content, our own state left out.</summary>
    private static SortedDictionary<string, string> Files(string root) => new(
        Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/.ricap/", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetRelativePath(root, path), Hash),
        StringComparer.Ordinal);

    private static string Hash(string path) =>
        Convert.ToHexString(System.IO.Hashing.XxHash128.Hash(File.ReadAllBytes(path)));

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, int mode);
}
