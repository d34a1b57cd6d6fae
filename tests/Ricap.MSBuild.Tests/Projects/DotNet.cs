using System.Diagnostics;

namespace Ricap.MSBuild.Tests.Projects;

/// <summary>What a run of a command came to.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Everything it printed.</param>
internal sealed record DotNetRun(int ExitCode, string Output)
{
    /// <summary>Holds the run to having printed a text.</summary>
    public void Says(string text) =>
        Assert.True(Output.Contains(text, StringComparison.Ordinal), $"'{text}' is not in:\n{Output}");

    /// <summary>Holds the run to having printed a number of lines with a text in them.</summary>
    public void Says(string text, int times)
    {
        int found = Output.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));
        Assert.True(found == times, $"'{text}' is there {found} times, not {times}, in:\n{Output}");
    }

    /// <summary>This run, if it succeeded.</summary>
    public DotNetRun Succeeded()
    {
        Assert.True(ExitCode == 0, Output);
        return this;
    }

    /// <summary>This run, if it failed.</summary>
    public DotNetRun Failed()
    {
        Assert.True(ExitCode != 0, Output);
        return this;
    }
}

/// <summary>Runs the <c>dotnet</c> command as a user would in a shell of their own.</summary>
internal static class DotNet
{
    /// <summary>A hung build is a failed one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static DotNetRun Run(string folder, params string[] arguments) => RunProgram("dotnet", folder, null, arguments);

    /// <summary>Runs another program so, with a variable in its environment if need be.</summary>
    public static DotNetRun RunProgram(string program, string folder, (string Name, string Value)? variable, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ForgetThisBuild(start);
        if (variable is { } one)
        {
            start.Environment[one.Name] = one.Value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        return new DotNetRun(process.ExitCode, output.Result + errors.Result);
    }

    /// <summary>
    /// A test run that MSBuild started has variables that would tie a new build to that one; and NUGET_PACKAGES, where a machine sets it, wins over
    /// the folder for packages that a test's nuget.config names.
    /// </summary>
    private static void ForgetThisBuild(ProcessStartInfo start)
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>())
        {
            if (name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase))
            {
                start.Environment.Remove(name);
            }
        }

        start.Environment.Remove("NUGET_PACKAGES");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
    }
}
