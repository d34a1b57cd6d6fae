using System.Net;
using System.Net.Sockets;

namespace Ricap.Storage.Tests.Servers;

/// <summary>
/// A port that leads to a server, for so many bytes of both directions together: then nothing passes any more and nobody is told.
/// Whoever transfers more than that stands still midway, however fast the machine is, until it is killed or the relay is cut.
/// <code>
/// ricap ---- bytes ----> relay ---- bytes ----> server
///       &lt;--- bytes -----       &lt;--- bytes -----
/// </code>
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _server;
    private readonly Task _accepting;
    private long _left;

    /// <summary>Opens a port to a server's port.</summary>
    public Relay(int server, long bytes)
    {
        _server = server;
        _left = bytes;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends when no more bytes pass.</summary>
    public Task Full => _full.Task;

    /// <summary>Cuts the connections that are open; from now on nobody listens here.</summary>
    public async Task CutAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
    }

    public async ValueTask DisposeAsync()
    {
        await CutAsync();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, _end.Token);
                await Task.WhenAll(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One of the two is gone, or the relay is: both sides are closed, as if there were one connection.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        byte[] buffer = new byte[16 << 10];
        int count;
        while ((count = await from.GetStream().ReadAsync(buffer, _end.Token)) > 0)
        {
            if (Interlocked.Add(ref _left, -count) < 0)
            {
                _full.TrySetResult();
                await Task.Delay(Timeout.Infinite, _end.Token);
            }

            await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }

        to.Client.Shutdown(SocketShutdown.Send);
    }
}
