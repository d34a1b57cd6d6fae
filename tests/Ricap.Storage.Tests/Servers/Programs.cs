using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ricap.Cli;
using Ricap.CommandLine;

namespace Ricap.Storage.Tests.Servers;

/// <summary>What a program printed and ended with.</summary>
internal sealed record Finished(int ExitCode, string Out, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Expects it to have gone well and without complaint.</summary>
    public Finished Well()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return this;
    }

    /// <summary>Expects one line of a code on the error stream, and the exit code.</summary>
    public string Problem(string code, int exitCode)
    {
        string line = Assert.Single(ErrorLines);
        Assert.Contains($": error {code}: ", line, StringComparison.Ordinal);
        Assert.Equal(exitCode, ExitCode);
        return line;
    }
}

/// <summary>Programs that the tests start: the command itself, in a process of its own, and servers.</summary>
internal static class Programs
{
    // Ends what hangs, and only that: Ceph alone is up in half a minute, and was not in three while all other tests ran on two busy cores.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The program that runs .NET programs.</summary>
    public static readonly string Host = Path.GetFullPath(Path.Join(
        RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Runs <c>ricap</c> within this process. Its environment is everybody's: only tests of another kind of server may run beside it.</summary>
    public static Task<Finished> Ricap(IReadOnlyDictionary<string, string?> environment, params string[] arguments) => Task.Run(() =>
    {
        SetEnvironment(environment);
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = RicapCommand.Run(arguments, new CommandContext(output, error));
        return new Finished(exitCode, output.ToString(), error.ToString());
    });

    /// <summary>Sets variables of this process.</summary>
    public static void SetEnvironment(IReadOnlyDictionary<string, string?> environment)
    {
        foreach ((string name, string? value) in environment)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>Starts <c>ricap</c> in a process of its own, which may be killed.</summary>
    public static Process StartRicap(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        Start(Host, environment, [Path.Join(AppContext.BaseDirectory, "ricap.dll"), .. arguments]);

    /// <summary>Runs a program and expects it to go well.</summary>
    public static async Task Run(string program, params string[] arguments)
    {
        using Process process = Start(program, new Dictionary<string, string?>(), arguments);
        Finished finished = await End(process);
        Assert.True(finished.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {finished.ExitCode}: {finished.Error}{finished.Out}");
    }

    /// <summary>Starts a program.</summary>
    public static Process Start(string program, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for a program to end and reads what it printed.</summary>
    public static async Task<Finished> End(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end within {Patience}");
        }

        return new Finished(process.ExitCode, await output, await error);
    }

    /// <summary>The path of a program that is installed; null if it is not.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Join(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A number as it is on a command line.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
