using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ricap.Tests.Cli;
using Ricap.Tests.EndToEnd;
using Ricap.Tests.Sources;

namespace Ricap.Tests.Serving;

/// <summary>How a server begins, what it does when its data set changes, and how it ends.</summary>
public sealed class LifeTests
{
    private const string Words = "--size 8x8 --batch 4 --shard-size 6 --format npy";
    private const string Shard = "epoch-0009/ricap-0009-000001.npy";

    [Fact]
    public async Task More_epochs_of_the_same_data_set_change_nothing()
    {
        await using Served served = await Served.Start($"{Words} --epochs 1");
        byte[] before = await served.Client.GetByteArrayAsync(new Uri(Shard, UriKind.Relative));
        served.Workspace.Render($"{Words} --epochs 0,9");
        Assert.Equal(before, await served.Client.GetByteArrayAsync(new Uri(Shard, UriKind.Relative)));
        Assert.Equal(await File.ReadAllBytesAsync(served.Workspace.At(Shard)), before);
        served.Workspace.Render($"{Words} --epochs 5");
        Assert.Equal(before, await served.Client.GetByteArrayAsync(new Uri(Shard, UriKind.Relative)));
    }

    [Theory]
    [InlineData("--seed 9")]
    [InlineData("--shard-size 4")]
    [InlineData("--flip horizontal")]
    public async Task Another_data_set_in_its_place_is_a_conflict(string other)
    {
        await using Served served = await Served.Start($"{Words} --epochs 1");
        served.Workspace.Render($"{Words} --epochs 1 {other}");
        foreach (string path in (string[])[Shard, "ricap.json", "healthz", Shard])
        {
            HttpResponseMessage response = await served.Send(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
            Assert.StartsWith(ProblemCodes.ServedDatasetReplaced, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.All(served.Problems, problem => Assert.Equal(ProblemCodes.ServedDatasetReplaced, problem.Code));

        // The same again is the same again.
        served.Workspace.Render($"{Words} --epochs 1");
        Assert.Equal(HttpStatusCode.OK, (await served.Send(HttpMethod.Get, Shard)).StatusCode);
    }

    [Fact]
    public async Task While_there_is_no_manifest_one_is_told_to_come_again()
    {
        await using Served served = await Served.Start($"{Words} --epochs 1");
        string manifest = served.Workspace.At("ricap.json");
        byte[] bytes = await File.ReadAllBytesAsync(manifest);
        File.Delete(manifest);
        HttpResponseMessage response = await served.Send(HttpMethod.Get, Shard);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        await File.WriteAllBytesAsync(manifest, bytes);
        Assert.Equal(HttpStatusCode.OK, (await served.Send(HttpMethod.Get, Shard)).StatusCode);
    }

    [Fact]
    public void A_port_in_use_is_told_in_one_line()
    {
        using var workspace = Workspace.With(9);
        workspace.Render($"{Words} --epochs 1");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        CommandRun run = CommandRun.Of("serve", workspace.Output, "--urls", url);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith($"ricap: error {ProblemCodes.CannotListen}: cannot listen on {url}: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls", "https://127.0.0.1:1")]
    [InlineData("--urls", "127.0.0.1:1")]
    [InlineData("--urls", "http://example.org:1")]
    [InlineData("--urls", "http://127.0.0.1:70000")]
    [InlineData("--urls", "http://127.0.0.1:1/data")]
    [InlineData("--urls", "http://unix:/tmp/x")]
    [InlineData("--urls", "")]
    [InlineData("--memory", "1X")]
    [InlineData("--memory", "-1")]
    [InlineData("--memory", "99999999999G")]
    [InlineData("--renders", "0")]
    [InlineData("--queue", "-1")]
    [InlineData("--epochs", "5..1")]
    public void A_value_that_cannot_be_is_refused(string option, string value)
    {
        using var workspace = Workspace.With(9);
        workspace.Render($"{Words} --epochs 1");
        CommandRun run = CommandRun.Of("serve", workspace.Output, option, value);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith($"ricap: error {ProblemCodes.InvalidOption}: {option} '{value}' is not ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Stopped_while_it_renders_it_ends_well_and_soon()
    {
        using var workspace = Workspace.With(8);
        workspace.Render("--size 400x400 --format webdataset --augment none");
        using Process server = Process.Start(Ricap("serve", workspace.Output, "--urls", "http://127.0.0.1:0"))!;
        string? line = await server.StandardOutput.ReadLineAsync();
        Uri url = new(line!.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal)).TrimEnd(','));
        using var client = new HttpClient { BaseAddress = url };
        HttpResponseMessage response = await client.GetAsync(new Uri("epoch-0003/ricap-0003-000000.tar", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using Process kill = Process.Start("kill", ["-INT", $"{server.Id}"]);
        try
        {
            Assert.True((await response.Content.ReadAsByteArrayAsync()).Length > 8 * 1024); // sent to its end
        }
        catch (HttpRequestException)
        {
            // Or, on a machine that is too busy to end it in the time it is given, broken off; never cut short and called whole.
        }

        Assert.True(server.WaitForExit(TimeSpan.FromMinutes(1)), "does not stop");
        Assert.Equal((0, ""), (server.ExitCode, await server.StandardError.ReadToEndAsync()));
    }

    [Fact]
    public async Task The_help_needs_nothing_of_a_server()
    {
        foreach (string[] args in (string[][])[["--help"], ["serve", "--help"], ["inspect", "--help"]])
        {
            ProcessStartInfo start = Ricap(args);
            start.Environment["DOTNET_STARTUP_HOOKS"] = Path.Join(AppContext.BaseDirectory, "Ricap.ChildProcess.dll");
            using Process help = Process.Start(start)!;
            Task<string> text = help.StandardOutput.ReadToEndAsync();
            string[] loaded = (await help.StandardError.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await help.WaitForExitAsync();
            Assert.Equal(0, help.ExitCode);
            Assert.Contains("Usage:", await text, StringComparison.Ordinal);
            Assert.Contains("ricap", loaded);
            Assert.DoesNotContain(loaded, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal) || name.StartsWith("OpenTelemetry", StringComparison.Ordinal));
        }
    }

    /// <summary>The command as it is installed.</summary>
    private static ProcessStartInfo Ricap(params string[] args) => new(
        Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet")),
        [Path.Join(AppContext.BaseDirectory, "ricap.dll"), .. args])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
