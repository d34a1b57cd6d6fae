using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Ricap.Reading;
using Ricap.Serve.Rendering;
using Ricap.Shards;

namespace Ricap.Serve.Http;

/// <summary>Answers requests: a path is a file of the data set, or nothing.</summary>
internal sealed class DatasetRequests(RicapDataset dataset, ShardStore store, ServeOptions options, ServeMeter meter, Action<Problem> report)
{
    private const string Health = "healthz";
    private const int FirstBytes = 1 << 16;

    private readonly DatasetFiles _files = dataset.Files;
    private readonly EpochFiles _epochs = new(dataset, store, options);

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        meter.Begin();
        try
        {
            context.Response.Body = new CountingStream(context.Response.Body, meter);
            await RouteAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e) when (!context.Response.HasStarted && e is BusyException or RicapException or OperationCanceledException)
        {
            context.Response.Clear();
            await RefuseAsync(context, e).ConfigureAwait(false);
        }
        catch (RicapException e)
        {
            // Half of it is sent: all that is left to do is to break off, so that nobody takes it for the whole.
            Tell(e);
            context.Abort();
        }
#pragma warning disable CA1031 // The last resort: a bug ends one request, and is told.
        catch (Exception e) when (e is not (OperationCanceledException or IOException or BadHttpRequestException))
#pragma warning restore CA1031
        {
            report(Problem.Error(ProblemCodes.InternalError, null, $"{e.Message} ({e.GetType().Name}) at {context.Request.Path}; this is a bug: please report it"));
            context.Abort();
        }
        finally
        {
            meter.End(context.Response.StatusCode);
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await Reply.Line(context, StatusCodes.Status405MethodNotAllowed, "only GET and HEAD: the data set is read-only").ConfigureAwait(false);
            return;
        }

        string? path = PathOf(context);
        if (path is null)
        {
            await Reply.Line(context, StatusCodes.Status400BadRequest, "a path is names of A-Za-z0-9._- with / between").ConfigureAwait(false);
            return;
        }

        DatasetChange change = _files.Change();
        if (change == DatasetChange.Replaced)
        {
            Problem problem = Problem.Error(
                ProblemCodes.ServedDatasetReplaced, dataset.Folder, "was rendered anew from other images or by other options since it is served; start 'ricap serve' again");
            report(problem);
            await Reply.Line(context, StatusCodes.Status409Conflict, $"{problem.Code}: {problem.Message}").ConfigureAwait(false);
        }
        else if (change == DatasetChange.Withdrawn)
        {
            await Reply.Later(context, 5, $"there is no {DatasetManifest.FileName}: a build is under way, or the data set is gone").ConfigureAwait(false);
        }
        else if (path == Health)
        {
            await Reply.Line(context, StatusCodes.Status200OK, "ok").ConfigureAwait(false);
        }
        else if (_files.Find(path) is { } file)
        {
            await SendAsync(context, path, file).ConfigureAwait(false);
        }
        else
        {
            await Reply.Line(
                context, StatusCodes.Status404NotFound, $"no such file; {DatasetManifest.FileName} names what there is").ConfigureAwait(false);
        }
    }

    private async Task SendAsync(HttpContext context, string path, DatasetFile file)
    {
        switch (file.Kind)
        {
            case DatasetFileKind.Manifest:
                await SendBytesAsync(context, path, await _epochs.ManifestAsync(context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case DatasetFileKind.Index:
                await SendBytesAsync(context, path, await _epochs.IndexAsync(file.Epoch, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case DatasetFileKind.Base:
                ManifestFile stored = _files.Stored(path)!;
                if (!await TrySendStoredAsync(context, path, stored, Tag(stored.XxHash128.ToString())).ConfigureAwait(false))
                {
                    throw new RicapException(Problem.Error(
                        ProblemCodes.DamagedFile, Path.Join(dataset.Folder, path), "is missing, or its bytes are not the ones the manifest names"));
                }

                break;
            default:
                await SendShardAsync(context, path, _files.Shard(file.Epoch, file.Shard)).ConfigureAwait(false);
                break;
        }
    }

    private async Task SendShardAsync(HttpContext context, string path, PlannedShard shard)
    {
        bool isMain = path == shard.Path;
        EntityTagHeaderValue tag = Tag($"{shard.Key}{(isMain ? "" : Path.GetExtension(path))}");
        if (Reply.ByPreconditions(context, tag))
        {
            return;
        }

        if (_epochs.Stored(shard)?.Files().FirstOrDefault(file => file.Path == path) is { } stored && await TrySendStoredAsync(context, path, stored, tag).ConfigureAwait(false))
        {
            return;
        }

        ManifestShard? known = store.Known(shard);
        long? length = isMain ? known?.File.Length ?? shard.Length : known?.Companions[0].Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            // Nothing is rendered for a length alone.
            Reply.Head(context, path, tag);
            context.Response.ContentLength = length;
            return;
        }

        using ShardLease lease = store.Lease(shard);
        if (!isMain)
        {
            await lease.Whole.WaitAsync(context.RequestAborted).ConfigureAwait(false);
            await Reply.File(context, lease.Companion, path, tag).ConfigureAwait(false);
        }
        else if (length is null && context.Request.Headers.Range.Count == 0 && !lease.Main.IsComplete)
        {
            await Reply.Chunks(context, lease, path, tag).ConfigureAwait(false);
        }
        else
        {
            if (length is null)
            {
                await lease.Main.WhenComplete(context.RequestAborted).ConfigureAwait(false);
                length = lease.Main.Length;
            }

            // More than a head of a file before the response's own: what fails until then can still be told.
            await lease.Main.ReadFromAsync(Math.Min(length.Value - 1, FirstBytes), context.RequestAborted).ConfigureAwait(false);
            await Reply.File(context, new LeasedStream(lease, length.Value), path, tag).ConfigureAwait(false);
        }

        // Whoever has had a part asks for another next: only one who vanishes ends a render.
        await lease.Whole.WaitAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Sends a file from the disk if it is what the manifest says.</summary>
    private async Task<bool> TrySendStoredAsync(HttpContext context, string path, ManifestFile stored, EntityTagHeaderValue tag)
    {
        FileStream? file = _files.Open(stored);
        if (file is null)
        {
            report(Problem.Warning(
                ProblemCodes.ServedFileDiffers, Path.Join(dataset.Folder, path), "is not what the manifest names, so it is not sent; 'ricap render' makes it again"));
            return false;
        }

        await Reply.File(context, file, path, tag).ConfigureAwait(false); // closes it
        return true;
    }

    private static Task SendBytesAsync(HttpContext context, string path, byte[] bytes) =>
        Reply.File(context, bytes, path, Tag(Hash128.Of(bytes).ToString()));

    private async Task RefuseAsync(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case BusyException:
                await Reply.Later(context, 1, $"{failure.Message}; ask again").ConfigureAwait(false);
                break;
            case RicapException problems:
                Tell(problems);
                await Reply.Line(
                    context, StatusCodes.Status500InternalServerError, $"{problems.Problems[0].Code}: see the server's error stream").ConfigureAwait(false);
                break;
            default:
                await Reply.Later(context, 1, "the server is stopping").ConfigureAwait(false);
                break;
        }
    }

    private void Tell(RicapException problems)
    {
        foreach (Problem problem in problems.Problems)
        {
            report(problem);
        }
    }

    private static EntityTagHeaderValue Tag(string text) => new(string.Create(CultureInfo.InvariantCulture, $"\"{text}\""));

    /// <summary>
    /// The path as it was sent, without the first slash; null if it has what no file's name has. Decoded and tidied, <c>..</c>
    /// and <c>%2F</c> would come to name files.
    /// </summary>
    private static string? PathOf(HttpContext context)
    {
        string sent = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int end = sent.IndexOf('?', StringComparison.Ordinal);
        string path = end < 0 ? sent : sent[..end];
        bool isPlain = path.StartsWith('/') && !path.Contains("..", StringComparison.Ordinal)
            && path.AsSpan(1).IndexOfAnyExcept(PathCharacters) < 0;
        return isPlain ? path[1..] : null;
    }

    private static readonly System.Buffers.SearchValues<char> PathCharacters = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/");
}
