using System.Diagnostics;
using Ricap.Tests.Building;
using Ricap.Tests.Sources;

namespace Ricap.Tests.Cli;

/// <summary>Standard streams that cannot be written: full, or closed by the shell that starts the command.</summary>
public sealed class StreamTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TinySet _set = new(classes: 2, each: 3);

    public void Dispose() => _set.Dispose();

    [LinuxFact]
    public void ARunGoesOnWithoutItsMessages()
    {
        File.WriteAllText(Path.Join(_set.Images, "class0", "bad.png"), "no image");
        string[] render = ["render", "--images", _set.Images, "--out", _set.Output, "--size", "4x4", "--on-bad-image", "skip", "--on-duplicate", "ignore"];
        foreach (string redirection in (string[])["2>/dev/full", "2>&-"])
        {
            Assert.Equal((1, "", ""), Run(redirection, "verify", _set.Of("nothing")));
            Assert.Equal((2, "", ""), Run(redirection, "verify", _set.Of("nothing"), "--nonsense"));
            (int exitCode, string output, _) = Run(redirection, [.. render, "--force"]);
            Assert.Equal(0, exitCode);
            Assert.StartsWith("6 samples rendered", output, StringComparison.Ordinal);
        }
    }

    [LinuxFact]
    public void AResultThatCannotBeWrittenIsAProblemOfTheOutput()
    {
        _set.Build();
        foreach ((string redirection, string problem) in ((string, string)[])[(">/dev/full", "RICAP0031: the disk is full"), (">&-", "RICAP0030: cannot be written")])
        {
            foreach (string[] words in (string[][])[["verify", _set.Output], ["verify", _set.Output, "--json"], ["inspect", _set.Output, "--json"], ["--help"]])
            {
                (int exitCode, _, string error) = Run(redirection, words);
                Assert.Equal(3, exitCode);
                Assert.StartsWith($"the standard output: error {problem}", error, StringComparison.Ordinal);
                Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
            }
        }
    }

    [LinuxFact]
    public void WhatFailedFailsTheSameWhereItsJsonCannotBeWritten()
    {
        foreach (string redirection in (string[])[">/dev/full", ">&-"])
        {
            foreach (string[] words in (string[][])[["verify", _set.Of("nothing")], ["verify", _set.Of("nothing"), "--nonsense"]])
            {
                Assert.Equal(Run("", words), Run(redirection, [.. words, "--json"]));
            }
        }
    }

    /// <summary>Runs the command as it is installed, from a shell.</summary>
    private static (int ExitCode, string Out, string Error) Run(string redirection, params string[] words)
    {
        using Process child = Process.Start(new ProcessStartInfo(
            "/bin/sh",
            ["-c", $"exec \"$@\" {redirection}", "sh", ChildRun.DotnetHost, Path.Join(AppContext.BaseDirectory, "ricap.dll"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        Assert.True(child.WaitForExit(Patience), "does not end");
        return (child.ExitCode, output, errors.Result);
    }
}
