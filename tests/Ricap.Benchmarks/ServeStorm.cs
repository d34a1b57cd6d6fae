using System.Diagnostics;
using System.IO.Hashing;
using System.Net;
using System.Net.Http.Headers;
using Ricap.Shards;

namespace Ricap.Benchmarks;

/// <summary>Many clients at one server with little memory: whole shards, ranges, heads, and some who vanish. What arrives must be right.</summary>
internal sealed class ServeStorm : IDisposable
{
    /// <summary>How many epochs they ask for.</summary>
    public const int Epochs = 12;

    private const int Clients = 64;
    private const long Memory = 128 << 20;

    private readonly HttpClient _client;
    private readonly ManifestFile[] _files;
    private readonly string _expected;
    private readonly long _end;
    private long _whole;
    private long _ranges;
    private long _vanished;
    private long _busy;
    private long _bytes;
    private long _wrong;

    private ServeStorm(Uri server, RicapDataset expected, int seconds)
    {
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 2 * Clients }) { BaseAddress = server };
        _files = [.. expected.Manifest.Epochs.SelectMany(epoch => epoch.Shards).SelectMany(shard => shard.Files())];
        _expected = expected.Folder;
        _end = Stopwatch.GetTimestamp() + (seconds * Stopwatch.Frequency);
    }

    /// <summary>Runs it; gives 1 if anything was wrong.</summary>
    public static int Run(string served, string expected, int seconds)
    {
        using RicapDataset dataset = RicapDataset.Open(expected);
        using var server = new ServeProcess(served, "--memory", $"{Memory}", "--queue", "32");
        using var storm = new ServeStorm(server.Address, dataset, seconds);
        Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(() => storm.Client(number)))).GetAwaiter().GetResult();

        string metrics = "";
        bool quiet = false;
        for (int i = 0; i < 100 && !quiet; i++, Thread.Sleep(100))
        {
            metrics = storm._client.GetStringAsync(new Uri("metrics", UriKind.Relative)).GetAwaiter().GetResult();
            quiet = ServeProcess.Metric(metrics, "ricap_serve_renders_active") + ServeProcess.Metric(metrics, "ricap_serve_queue")
                + ServeProcess.Metric(metrics, "ricap_serve_requests_active") == 0;
        }

        double kept = ServeProcess.Metric(metrics, "ricap_serve_memory_bytes");
        Console.WriteLine($"{Clients} clients, {seconds} s: {storm._whole} files whole, {storm._ranges} ranges, {storm._vanished} vanished, {storm._busy} told to come again, {storm._bytes >> 20} MiB; {storm._wrong} wrong");
        Console.WriteLine($"renders {ServeProcess.Metric(metrics, "ricap_serve_renders_total")}, hits {ServeProcess.Metric(metrics, "ricap_serve_cache_hits_total")}, under way afterwards: {(quiet ? "none" : "some")}, kept {(long)kept >> 20} of {Memory >> 20} MiB, peak memory {server.PeakMebibytes} MiB");
        return storm._wrong == 0 && quiet && kept <= Memory && storm._whole > 0 && storm._vanished > 0 ? 0 : 1;
    }

    public void Dispose() => _client.Dispose();

    private async Task Client(int number)
    {
        var random = new Random(number);
        byte[] buffer = new byte[1 << 16];
        while (Stopwatch.GetTimestamp() < _end)
        {
            ManifestFile file = _files[random.Next(_files.Length)];
            switch (random.Next(8))
            {
                case 0 or 1:
                    await Vanish(file, random.Next((int)file.Length), buffer);
                    break;
                case 2:
                    await Range(file, random.Next((int)file.Length), random.Next(1, 1 << 16));
                    break;
                default:
                    await Whole(file, buffer);
                    break;
            }
        }
    }

    private async Task Whole(ManifestFile file, byte[] buffer)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(file.Path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        if (!await IsThere(response, HttpStatusCode.OK))
        {
            return;
        }

        var hash = new XxHash128();
        await using Stream body = await response.Content.ReadAsStreamAsync();
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
        {
            hash.Append(buffer.AsSpan(0, read));
            Interlocked.Add(ref _bytes, read);
        }

        Count(ref _whole, Hash128.Of(hash) == file.XxHash128);
    }

    private async Task Range(ManifestFile file, int from, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Path);
        long to = Math.Min(from + count, file.Length) - 1;
        request.Headers.Range = new RangeHeaderValue(from, to);
        using HttpResponseMessage response = await _client.SendAsync(request);
        if (await IsThere(response, HttpStatusCode.PartialContent))
        {
            byte[] got = await response.Content.ReadAsByteArrayAsync();
            byte[] expected = new byte[to - from + 1];
            await using FileStream stream = File.OpenRead(Path.Join(_expected, file.Path));
            stream.Position = from;
            await stream.ReadExactlyAsync(expected);
            Count(ref _ranges, got.AsSpan().SequenceEqual(expected));
        }
    }

    /// <summary>Leaves in the middle: a response that is disposed unread closes its connection.</summary>
    private async Task Vanish(ManifestFile file, int after, byte[] buffer)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(file.Path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        if (await IsThere(response, HttpStatusCode.OK))
        {
            await using Stream body = await response.Content.ReadAsStreamAsync();
            for (int read; after > 0 && (read = await body.ReadAsync(buffer)) > 0;)
            {
                after -= read;
            }

            Interlocked.Increment(ref _vanished);
        }
    }

    private async Task<bool> IsThere(HttpResponseMessage response, HttpStatusCode expected)
    {
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Interlocked.Increment(ref _busy);
            await Task.Delay(50);
            return false;
        }

        if (response.StatusCode != expected)
        {
            Interlocked.Increment(ref _wrong);
        }

        return response.StatusCode == expected;
    }

    private void Count(ref long right, bool isRight) => Interlocked.Increment(ref isRight ? ref right : ref _wrong);
}
