using System.Diagnostics;
using System.Security.Cryptography;

namespace Ricap.Tests.Cluster;

/// <summary>What the tests of clusters have in common.</summary>
internal static class Cluster
{
    /// <summary>The photos that are rendered, of ten classes.</summary>
    public static string Photos => Repository.Of("samples/Clothing/photos");

    /// <summary>The command that stands beside the tests.</summary>
    public static string Ricap => Path.Join(AppContext.BaseDirectory, "ricap.dll");

    /// <summary>Runs a program to its end; gives what it printed.</summary>
    public static string Run(string program, IEnumerable<string> args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)} ended with {process.ExitCode}:\n{output}\n{errors.Result}");
        return output;
    }

    /// <summary>Every file and folder of a folder with a hash of what is in it, one a line; but for what one machine remembers of its sources.</summary>
    public static IEnumerable<string> Tree(string folder) =>
        from path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(folder, path)
        where !name.StartsWith(".ricap/cache", StringComparison.Ordinal)
        orderby name
        select Directory.Exists(path) ? name : $"{name} {Hash(path)}";

    private static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
