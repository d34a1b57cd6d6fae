using System.Diagnostics;

namespace Ricap.Tests.Reporting;

/// <summary>What a program did and said.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it wrote, what is wrong last.</param>
internal sealed record ProgramRun(int ExitCode, string Output)
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It took too long and was ended, with all that it had started.</exception>
    public static ProgramRun Of(string program, string folder, TimeSpan patience, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{Path.GetFileName(program)}' did not end within {patience}.");
        }

        // Waits once more, for the streams to be read to their ends.
        process.WaitForExit();
        return new ProgramRun(process.ExitCode, output.Result + errors.Result);
    }
}
