using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ricap.Tests.Serving;

/// <summary>What HTTP promises: lengths, ranges, tags, refusals.</summary>
public sealed class RequestTests
{
    private const string Npy = "--size 8x8 --batch 4 --shard-size 6 --epochs 1 --format npy";
    private const string Shard = "epoch-0009/ricap-0009-000001.npy";

    [Fact]
    public async Task A_head_says_how_long_an_npy_shard_is_and_renders_nothing()
    {
        await using Served served = await Served.Start(Npy);
        HttpResponseMessage head = await served.Send(HttpMethod.Head, Shard);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(128 + (6 * 8 * 8 * 3), head.Content.Headers.ContentLength);
        Assert.Equal("bytes", head.Headers.AcceptRanges.Single());
        Assert.Equal("", await head.Content.ReadAsStringAsync());
        Assert.Equal(0, served.Server.Meter.Renders("done"));

        HttpResponseMessage get = await served.Send(HttpMethod.Get, Shard);
        Assert.Equal(head.Headers.ETag, get.Headers.ETag);
        Assert.Equal(head.Content.Headers.ContentLength, (await get.Content.ReadAsByteArrayAsync()).Length);
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=100-299", 100, 200)]
    [InlineData("bytes=1200-", 1200, 80)]
    [InlineData("bytes=-16", 1264, 16)]
    [InlineData("bytes=1279-5000", 1279, 1)]
    public async Task A_range_is_that_part_of_the_whole(string range, int from, int count)
    {
        await using Served served = await Served.Start(Npy);
        HttpResponseMessage part = await served.Send(HttpMethod.Get, Shard, ("Range", range));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal((from, from + count - 1, 1280), (part.Content.Headers.ContentRange!.From, part.Content.Headers.ContentRange.To, part.Content.Headers.ContentRange.Length));
        byte[] whole = await served.Client.GetByteArrayAsync(new Uri(Shard, UriKind.Relative));
        Assert.Equal(whole[from..(from + count)], await part.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("bytes=1280-", HttpStatusCode.RequestedRangeNotSatisfiable)]
    [InlineData("bytes=9-3", HttpStatusCode.OK)]
    [InlineData("bytes=0-1,5-6", HttpStatusCode.OK)] // as RFC 9110 allows: the whole, not many parts
    [InlineData("samples=1-2", HttpStatusCode.OK)]
    public async Task A_range_that_is_none_is_refused_or_ignored(string range, HttpStatusCode status)
    {
        await using Served served = await Served.Start(Npy);
        HttpResponseMessage response = await served.Send(HttpMethod.Get, Shard, ("Range", range));
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? 1280 : 0, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task A_tag_that_is_known_costs_no_render()
    {
        await using Served served = await Served.Start(Npy);
        string tag = (await served.Send(HttpMethod.Head, Shard)).Headers.ETag!.Tag;
        HttpResponseMessage known = await served.Send(HttpMethod.Get, Shard, ("If-None-Match", $"\"x\", {tag}"));
        Assert.Equal((HttpStatusCode.NotModified, tag), (known.StatusCode, known.Headers.ETag!.Tag));
        Assert.Equal(0, served.Server.Meter.Renders("done"));

        Assert.Equal(HttpStatusCode.OK, (await served.Send(HttpMethod.Get, Shard, ("If-None-Match", "\"x\""))).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await served.Send(HttpMethod.Get, Shard, ("If-Match", "\"x\""))).StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, (await served.Send(HttpMethod.Get, Shard, ("Range", "bytes=0-9"), ("If-Range", tag))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await served.Send(HttpMethod.Get, Shard, ("Range", "bytes=0-9"), ("If-Range", "\"x\""))).StatusCode);
    }

    [Fact]
    public async Task A_tag_that_is_wanted_and_is_not_costs_no_render()
    {
        await using Served served = await Served.Start("--size 8x8 --batch 4 --shard-size 6 --epochs 1 --format webdataset");
        const string Archive = "epoch-0009/ricap-0009-000001.tar";
        string tag = (await served.Send(HttpMethod.Head, Archive)).Headers.ETag!.Tag;
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await served.Send(HttpMethod.Get, Archive, ("If-Match", "\"x\""))).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await served.Send(HttpMethod.Head, Archive, ("If-Match", $"W/{tag}"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await served.Send(HttpMethod.Get, Archive, ("If-Match", "*"), ("If-None-Match", tag))).StatusCode);
        Assert.Equal(0, served.Server.Meter.Renders("done"));
        Assert.Equal(HttpStatusCode.OK, (await served.Send(HttpMethod.Get, Archive, ("If-Match", $"\"x\", {tag}"))).StatusCode);
    }

    [Fact]
    public async Task Tags_tell_shards_and_their_companions_apart()
    {
        await using Served served = await Served.Start(Npy);
        string[] paths = [Shard, Shard.Replace(".npy", ".json", StringComparison.Ordinal), "epoch-0009/ricap-0009-000000.npy", "epoch-0008/ricap-0008-000001.npy", "epoch-0000/ricap-0000-000001.npy", "ricap.json"];
        var tags = new HashSet<string>();
        foreach (string path in paths)
        {
            Assert.True(tags.Add((await served.Send(HttpMethod.Head, path)).Headers.ETag!.Tag), path);
        }
    }

    [Fact]
    public async Task An_archive_comes_in_chunks_until_its_length_is_known()
    {
        await using Served served = await Served.Start("--size 8x8 --batch 4 --shard-size 6 --epochs 1 --format webdataset");
        const string Archive = "epoch-0009/ricap-0009-000001.tar";
        Assert.Null((await served.Send(HttpMethod.Head, Archive)).Content.Headers.ContentLength);

        HttpResponseMessage part = await served.Send(HttpMethod.Get, Archive, ("Range", "bytes=512-1023"));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        byte[] whole = await served.Client.GetByteArrayAsync(new Uri(Archive, UriKind.Relative));
        Assert.Equal(whole[512..1024], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(whole.Length, (await served.Send(HttpMethod.Head, Archive)).Content.Headers.ContentLength);
        Assert.Equal(1, served.Server.Meter.Renders("done"));
    }

    [Theory]
    [InlineData("/../ricap.json", 400)]
    [InlineData("/epoch-0000/../ricap.json", 400)]
    [InlineData("/epoch-0000%2Fricap-0000-000000.npy", 400)]
    [InlineData("/%2e%2e/ricap.json", 400)]
    [InlineData("/..%5cricap.json", 400)]
    [InlineData("/ricap.json%00", 400)]
    [InlineData("/\u00e9poch", 400)]
    [InlineData("//ricap.json", 404)]
    [InlineData("/", 404)]
    [InlineData("/./ricap.json", 404)]
    [InlineData("/.ricap/lock", 404)]
    [InlineData("/base", 404)]
    [InlineData("/base/base-00001.npy", 404)]
    [InlineData("/base/base-00000.npy/", 404)]
    [InlineData("/epoch-0000/", 404)]
    [InlineData("/epoch-0000/ricap-0001-000000.npy", 404)]
    [InlineData("/epoch-0000/ricap-0000-000003.npy", 404)]
    [InlineData("/epoch-0000/ricap-0000--00001.npy", 404)]
    [InlineData("/epoch-0000/ricap-0000-0000000.npy", 404)]
    [InlineData("/epoch-00000/ricap-00000-000000.npy", 404)]
    [InlineData("/epoch--001/ricap--001-000000.npy", 404)]
    [InlineData("/epoch-0000/ricap-0000-000000.tar", 404)]
    [InlineData("/epoch-0000/index.json", 404)]
    [InlineData("/epoch-2147483647/ricap-2147483647-000000.npy", 404)]
    [InlineData("/epoch-99999999999999999999/ricap-99999999999999999999-000000.npy", 404)]
    [InlineData("/epoch-0000/RICAP-0000-000000.npy", 404)]
    public async Task What_is_no_file_is_refused_with_a_line(string target, int status)
    {
        await using Served served = await Served.Start(Npy);
        string response = await Raw(served, $"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        if (!target.Contains('\u00e9', StringComparison.Ordinal) && !target.Contains("%00", StringComparison.Ordinal)) // the server's parser refuses these itself
        {
            Assert.Matches(@"\r\n\r\n[^\r\n]+\n$", response);
        }

        Assert.Equal(0, served.Server.Meter.Renders("done"));
    }

    [Fact]
    public async Task The_last_epoch_that_there_can_be_is_served()
    {
        await using Served served = await Served.Start(Npy);
        Assert.Equal(1280, (await served.Client.GetByteArrayAsync(new Uri("epoch-2147483646/ricap-2147483646-000000.npy", UriKind.Relative))).Length);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Nothing_but_reading_is_allowed(string method)
    {
        await using Served served = await Served.Start(Npy);
        HttpResponseMessage response = await served.Send(new HttpMethod(method), "ricap.json");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Health_and_metrics_are_told()
    {
        await using Served served = await Served.Start(Npy);
        Assert.Equal("ok\n", await served.Client.GetStringAsync(new Uri("healthz", UriKind.Relative)));
        await served.Client.GetByteArrayAsync(new Uri(Shard, UriKind.Relative));
        string[] names =
        [
            "ricap_serve_requests_total", "ricap_serve_requests_active", "ricap_serve_sent_bytes_total", "ricap_serve_cache_hits_total",
            "ricap_serve_renders_total", "ricap_serve_renders_active", "ricap_serve_render_duration_seconds_sum", "ricap_serve_queue", "ricap_serve_memory_bytes",
        ];
        await served.Client.GetByteArrayAsync(new Uri(Shard, UriKind.Relative));
        string metrics = await served.Client.GetStringAsync(new Uri("metrics", UriKind.Relative));
        Assert.All(names, name => Assert.Matches($@"(?m)^{name}\{{", metrics));
    }

    /// <summary>What no client would send.</summary>
    private static async Task<string> Raw(Served served, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(served.Server.Addresses[0]).Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
