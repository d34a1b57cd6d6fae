using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ricap.Train.Tests;

/// <summary><c>ricap-train</c>, which stands beside the tests, as a process of its own.</summary>
internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs it to its end, under some environment variables besides the ones inherited.</summary>
    /// <returns>Its exit code, and what it said: errors first.</returns>
    public static (int Code, string Text) Run((string Name, string Value)[] environment, params string[] arguments) =>
        RunProgram("ricap-train.dll", environment, arguments);

    /// <summary>As <see cref="Run"/>, of another program beside the tests.</summary>
    public static (int Code, string Text) RunProgram(string program, (string Name, string Value)[] environment, params string[] arguments)
    {
        // The host of the runtime that the tests run on: shared/Microsoft.NETCore.App/<version> lies below its folder.
        string host = Path.GetFullPath(Path.Combine(
            RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(Patience))
        {
            child.Kill();
        }

        child.WaitForExit(); // for the streams to be read to their ends
        return (child.ExitCode, errors.Result + output.Result);
    }
}
