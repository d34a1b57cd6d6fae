using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Ricap.Benchmarks;

/// <summary><c>ricap serve</c> in a process of its own.</summary>
internal sealed partial class ServeProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it and waits until it listens.</summary>
    public ServeProcess(string folder, params string[] options)
    {
        string dotnet = Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        _process = Process.Start(new ProcessStartInfo(
            dotnet, [Path.Join(AppContext.BaseDirectory, "ricap.dll"), "serve", folder, "--urls", "http://127.0.0.1:0", .. options])
        {
            RedirectStandardOutput = true,
        })!;
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server did not start.");
        Address = new Uri(Url().Match(line).Value);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The most memory it had at a time, in MiB.</summary>
    public long PeakMebibytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 >> 20;
        }
    }

    /// <summary>One of its metrics, the sum over all tags.</summary>
    public static double Metric(string metrics, string name) => metrics.Split('\n')
        .Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [GeneratedRegex(@"http://[\d.:]+")]
    private static partial Regex Url();
}
