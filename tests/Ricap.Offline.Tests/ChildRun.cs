using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ricap.Tests;

/// <summary>Starts <c>Ricap.ChildProcess</c>, which stands beside the tests, and reads its answer.</summary>
internal static class ChildRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs one verb under some environment variables besides the ones inherited.</summary>
    /// <exception cref="InvalidOperationException">The child ended badly or late; the message quotes it.</exception>
    public static T Answer<T>(string verb, params ReadOnlySpan<(string Name, string Value)> environment) =>
        Answer<T>(Describe([verb], Environment.CurrentDirectory, environment));

    /// <summary>Runs the child as described and reads its answer.</summary>
    /// <exception cref="InvalidOperationException">The child ended badly or late; the message quotes it.</exception>
    public static T Answer<T>(ProcessStartInfo start)
    {
        string verb = start.ArgumentList[1];
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        Task<string> answer = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(Patience))
        {
            child.Kill();
            throw new InvalidOperationException($"'{verb}' did not end within {Patience}.");
        }

        // Waits once more, for the streams to be read to their ends.
        child.WaitForExit();
        return child.ExitCode == 0
            ? JsonSerializer.Deserialize<T>(answer.Result, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException(
                $"'{verb}' ended with {child.ExitCode}: {errors.Result}{answer.Result}");
    }

    /// <summary>How to start the child: its verb and arguments, the folder it runs in, and its environment.</summary>
    public static ProcessStartInfo Describe(
        IEnumerable<string> arguments, string folder, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Ricap.ChildProcess.dll");
        var start = new ProcessStartInfo(DotnetHost, [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>The host of the runtime that the tests run on: shared/Microsoft.NETCore.App/VERSION lies below its folder.</summary>
    public static string DotnetHost => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
