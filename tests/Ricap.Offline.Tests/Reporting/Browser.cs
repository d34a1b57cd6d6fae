using System.ComponentModel;

namespace Ricap.Tests.Reporting;

/// <summary>
/// What a test in a browser needs: programs that are there or not, and packages that are installed beside the tests, so
/// that the checkout stays as it is.
/// </summary>
internal static class Browser
{
    /// <summary>What the packages run on.</summary>
    private const int OldestNode = 20;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan InstallTime = TimeSpan.FromSeconds(90);

    /// <summary>Node.js; null if there is none.</summary>
    public static string? Node { get; } = OnPath("node");

    /// <summary>The browser; null if there is none.</summary>
    public static string? Chromium { get; } =
        OnPath("chromium") ?? OnPath("chromium-browser") ?? OnPath("google-chrome");

    /// <summary>Where scripts and packages are.</summary>
    public static string Folder { get; } = Path.Join(AppContext.BaseDirectory, "gallery");

    /// <summary>Why no page can be opened, in words; null if one can.</summary>
    public static string? WhyNot { get; } = FindObstacle();

    private static string? FindObstacle()
    {
        if (Node is null || !(NodeVersion() >= OldestNode))
        {
            return $"needs Node.js {OldestNode} or later: there is no such 'node' on the path";
        }

        if (OnPath("npm") is not { } npm)
        {
            return "needs npm, to install playwright-core: there is no 'npm' on the path";
        }

        return Chromium is null
            ? "needs a Chromium: there is no 'chromium', 'chromium-browser' or 'google-chrome' on the path"
            : Install(npm);
    }

    private static int NodeVersion()
    {
        string[] parts = ProgramRun.Of(Node!, AppContext.BaseDirectory, Moment, "--version").Output.Trim().Split('.');
        return int.TryParse(parts[0].TrimStart('v'), out int major) ? major : 0;
    }

    private static string? Install(string npm)
    {
        string lockFile = Path.Join(Folder, "package-lock.json");
        string installed = Path.Join(Folder, "installed-lock.json");
        Directory.CreateDirectory(Folder);
        foreach (string file in Directory.GetFiles(Path.Join(Repository.Root, "tests", "gallery")))
        {
            File.Copy(file, Path.Join(Folder, Path.GetFileName(file)), overwrite: true);
        }

        if (File.Exists(installed) && File.ReadAllText(installed) == File.ReadAllText(lockFile))
        {
            return null;
        }

        try
        {
            ProgramRun run = ProgramRun.Of(
                npm, Folder, InstallTime, "ci", "--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=1");
            if (run.ExitCode != 0)
            {
                string? complaint = run.Output.Split('\n')
                    .FirstOrDefault(line => line.StartsWith("npm err", StringComparison.OrdinalIgnoreCase));
                return $"needs playwright-core, which 'npm ci' could not install: {complaint?.Trim()}";
            }
        }
        catch (Exception e) when (e is Win32Exception or TimeoutException)
        {
            return $"needs playwright-core, which 'npm ci' could not install: {e.Message}";
        }

        File.Copy(lockFile, installed, overwrite: true);
        return null;
    }

    private static string? OnPath(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Join(folder, name + ending)))
            .FirstOrDefault(File.Exists);
    }
}
