using System.ComponentModel;
using System.Diagnostics;

namespace Ricap.Testing;

/// <summary>A Python of this machine, for checks that share no code with us.</summary>
internal sealed class Python
{
    private readonly string _command;

    private Python(string command) => _command = command;

    /// <summary>A Python that runs a line without an error, if there is one; the system's need not be the first on the path.</summary>
    /// <param name="line">What it must be able to do, e.g. <c>import numpy</c>.</param>
    public static Python? That(string line) =>
        ((string[])["python3", "/usr/bin/python3", "python"]).Select(command => new Python(command)).FirstOrDefault(python => python.Can(line));

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">A script and its arguments.</param>
    /// <returns>Its exit code, and all that it wrote.</returns>
    public (int Code, string Output) Run(params string[] arguments) => Run([], arguments);

    /// <summary>Runs it with some variables of the environment set.</summary>
    public (int Code, string Output) Run(IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(_command, ["-B", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process python = Process.Start(start)!;
        Task<string> errors = python.StandardError.ReadToEndAsync();
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        return (python.ExitCode, output + errors.Result);
    }

    private bool Can(string line)
    {
        try
        {
            return Run("-c", line).Code == 0;
        }
        catch (Win32Exception)
        {
            return false; // no such command
        }
    }
}
