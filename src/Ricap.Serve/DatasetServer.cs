using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Ricap.Serve.Http;
using Ricap.Serve.Rendering;

namespace Ricap.Serve;

/// <summary>Serves a data set over HTTP, read-only: every shard of every epoch, rendered when it is asked for.</summary>
public sealed class DatasetServer : IAsyncDisposable
{
    /// <summary>How long requests under way have to end when the server is stopped.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How long a client may read nothing: a trainer that pauses to test keeps its stream open.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    private readonly WebApplication _app;
    private readonly RicapDataset _dataset;
    private readonly ShardStore _store;

    private DatasetServer(WebApplication app, RicapDataset dataset, ShardStore store, ServeMeter meter) =>
        (_app, _dataset, _store, Meter) = (app, dataset, store, meter);

    /// <summary>What it counts.</summary>
    internal ServeMeter Meter { get; }

    /// <summary>The data set.</summary>
    public RicapDataset Dataset => _dataset;

    /// <summary>Where it listens, with the ports that it got.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>Opens a data set, checks its base, and listens.</summary>
    /// <param name="options">What to serve.</param>
    /// <param name="report">Hears of problems while it runs, from any thread.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="RicapException">The data set cannot be read, or the address not be listened on.</exception>
    public static async Task<DatasetServer> StartAsync(ServeOptions options, Action<Problem> report, CancellationToken cancellation)
    {
        RicapDataset dataset = RicapDataset.Open(options.Folder);
        var meter = new ServeMeter();
        DatasetServer? server = null;
        try
        {
            dataset.Files.RequireBase(cancellation);
            long held = dataset.Files.HoldBase(options.Memory / 2);
            var store = new ShardStore(dataset.Files, options with { Memory = options.Memory - held }, meter);
            var requests = new DatasetRequests(dataset, store, options, meter, report);
            WebApplication app = Create(options);
            app.UseOpenTelemetryPrometheusScrapingEndpoint();
            app.Run(requests.AnswerAsync);
            server = new DatasetServer(app, dataset, store, meter);
            await server.ListenAsync(options, cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            if (server is not null)
            {
                await server.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                dataset.Dispose();
                meter.Dispose();
            }

            throw;
        }
    }

    /// <summary>Stops: no new requests, a while for those under way, then no renders.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var grace = new CancellationTokenSource(Grace))
        {
            await _app.StopAsync(grace.Token).ConfigureAwait(false);
        }

        await _store.DisposeAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _dataset.Dispose();
        Meter.Dispose();
    }

    private static WebApplication Create(ServeOptions options)
    {
        // Nothing but what is named here: no settings from files or the environment, no logging, no routing.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = 0;
            server.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, Pause);
            server.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
            foreach (ListenAddress url in options.Urls)
            {
                url.AddTo(server);
            }
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("ricap", autoGenerateServiceInstanceId: false))
            .WithMetrics(metrics => metrics.AddMeter(ServeMeter.Name)
            .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));
        return builder.Build();
    }

    private async Task ListenAsync(ServeOptions options, CancellationToken cancellation)
    {
        try
        {
            await _app.StartAsync(cancellation).ConfigureAwait(false);
            Addresses = [.. _app.Services.GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>().Addresses];
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            string urls = string.Join(" and ", options.Urls.Select(url => url.Text));
            throw new RicapException(Problem.Error(
                ProblemCodes.CannotListen, null, $"cannot listen on {urls}: {(e.GetBaseException() as SocketException ?? e).Message}; --urls takes another"), e);
        }
    }

    /// <summary>The command hears signals itself.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
