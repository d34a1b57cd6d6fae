using System.Collections.Concurrent;
using System.Diagnostics;
using Ricap.Serve;
using Ricap.Tests.EndToEnd;

namespace Ricap.Tests.Serving;

/// <summary>A data set rendered for one test and a server of it, on a port that the system picks.</summary>
internal sealed class Served : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly bool _owns;

    private Served(Workspace workspace, bool owns, DatasetServer server, ConcurrentQueue<Problem> problems)
    {
        (Workspace, _owns, Server, Problems) = (workspace, owns, server, problems);
        Client = new HttpClient { BaseAddress = new Uri(server.Addresses[0]), Timeout = Patience };
    }

    /// <summary>Images and data set.</summary>
    public Workspace Workspace { get; }

    /// <summary>The server.</summary>
    public DatasetServer Server { get; }

    /// <summary>A client of it.</summary>
    public HttpClient Client { get; }

    /// <summary>What the server has reported.</summary>
    public ConcurrentQueue<Problem> Problems { get; }

    /// <summary>Renders so many images by these words and serves them.</summary>
    public static async Task<Served> Start(string words, int images = 13, Func<ServeOptions, ServeOptions>? with = null)
    {
        var workspace = Workspace.With(images);
        try
        {
            workspace.Render(words);
            return await Start(workspace, with, owns: true);
        }
        catch
        {
            workspace.Dispose();
            throw;
        }
    }

    /// <summary>Serves a data set that is there.</summary>
    public static async Task<Served> Start(Workspace workspace, Func<ServeOptions, ServeOptions>? with = null, bool owns = false)
    {
        ServeOptions options = new(workspace.Output) { Urls = [ListenAddress.Parse("http://127.0.0.1:0")] };
        var problems = new ConcurrentQueue<Problem>();
        DatasetServer server = await DatasetServer.StartAsync(with?.Invoke(options) ?? options, problems.Enqueue, CancellationToken.None);
        return new Served(workspace, owns, server, problems);
    }

    /// <summary>Asks for a file, with headers if any.</summary>
    public Task<HttpResponseMessage> Send(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach ((string name, string value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Waits for something to become so.</summary>
    public static async Task Eventually(Func<bool> so, string what)
    {
        for (var clock = Stopwatch.StartNew(); !so(); await Task.Delay(5))
        {
            Assert.True(clock.Elapsed < Patience, $"never: {what}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        if (_owns)
        {
            Workspace.Dispose();
        }
    }
}
