using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using Ricap.Serve.Rendering;

namespace Ricap.Serve.Http;

/// <summary>What goes back to a client.</summary>
internal static class Reply
{
    /// <summary>A line of text.</summary>
    public static async Task Line(HttpContext context, int status, string line)
    {
        byte[] text = Encoding.UTF8.GetBytes(line + "\n");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = text.Length;
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Not now.</summary>
    public static Task Later(HttpContext context, int seconds, string line)
    {
        context.Response.Headers.RetryAfter = $"{seconds}";
        return Line(context, StatusCodes.Status503ServiceUnavailable, line);
    }

    /// <summary>A file whose length is known, with ranges and preconditions.</summary>
    public static Task File(HttpContext context, Stream content, string path, EntityTagHeaderValue tag)
    {
        Describe(context);
        return TypedResults.Stream(content, TypeOf(path), entityTag: tag, enableRangeProcessing: true).ExecuteAsync(context);
    }

    /// <summary>A file in memory, with ranges and preconditions.</summary>
    public static Task File(HttpContext context, ReadOnlyMemory<byte> content, string path, EntityTagHeaderValue tag)
    {
        Describe(context);
        return TypedResults.Bytes(content, TypeOf(path), entityTag: tag, enableRangeProcessing: true).ExecuteAsync(context);
    }

    /// <summary>What can be said of a file whose length is not known.</summary>
    public static void Head(HttpContext context, string path, EntityTagHeaderValue tag)
    {
        Describe(context);
        context.Response.ContentType = TypeOf(path);
        context.Response.Headers.AcceptRanges = "bytes";
        context.Response.GetTypedHeaders().ETag = tag;
    }

    /// <summary>A file as it comes, its length unknown.</summary>
    public static async Task Chunks(HttpContext context, ShardLease lease, string path, EntityTagHeaderValue tag)
    {
        ReadOnlyMemory<byte> part = await lease.Main.ReadFromAsync(0, context.RequestAborted).ConfigureAwait(false);
        Head(context, path, tag);
        for (long at = 0; !part.IsEmpty; part = await lease.Main.ReadFromAsync(at, context.RequestAborted).ConfigureAwait(false))
        {
            await context.Response.Body.WriteAsync(part, context.RequestAborted).ConfigureAwait(false);
            at += part.Length;
        }
    }

    /// <summary>
    /// Answers a request by its preconditions alone, if that can be: the client has the file already, or wants only what it is not.
    /// Whether it was answered.
    /// </summary>
    public static bool ByPreconditions(HttpContext context, EntityTagHeaderValue tag)
    {
        RequestHeaders asked = context.Request.GetTypedHeaders();
        int? status =
            asked.IfMatch.Count > 0 && !IsAmong(asked.IfMatch, strong: true) ? StatusCodes.Status412PreconditionFailed
            : IsAmong(asked.IfNoneMatch, strong: false) ? StatusCodes.Status304NotModified
            : null;
        if (status is { } known)
        {
            Describe(context);
            context.Response.GetTypedHeaders().ETag = tag;
            context.Response.StatusCode = known;
        }

        return status is not null;

        bool IsAmong(IList<EntityTagHeaderValue> tags, bool strong) =>
            tags.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: strong));
    }

    private static void Describe(HttpContext context)
    {
        // A path may come to name other bytes when the data set is rendered anew; a tag never does.
        context.Response.Headers.CacheControl = "no-cache";
        if (!context.Request.Headers.Range.ToString().StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
        {
            context.Request.Headers.Range = default; // of another unit: ignored, as RFC 9110 says, and not taken for bytes
        }
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".json" => "application/json",
        ".tar" => "application/x-tar",
        ".idx" => "text/plain; charset=us-ascii",
        _ => "application/octet-stream",
    };
}
