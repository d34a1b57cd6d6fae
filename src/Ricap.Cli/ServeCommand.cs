using System.CommandLine;
using System.Runtime.CompilerServices;
using Ricap.CommandLine;
using Ricap.Options;
using Ricap.Reading;
using Ricap.Serve;

namespace Ricap.Cli;

/// <summary><c>ricap serve</c>: a data set over HTTP.</summary>
internal static class ServeCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "serve",
        "Serves a data set over HTTP, read-only: any shard of any epoch, rendered when it is asked for, with the bytes that 'render' writes.",
        Create);

    /// <summary>The verb.</summary>
    /// <remarks>What is made here is made for every verb's help: no type of ASP.NET Core may be met before the verb runs.</remarks>
    private static Verb Create(CommandContext context)
    {
        Argument<string> folder = Verb.Folder();
        Option<string> urls = Verb.Value(
            "--urls", "URL[;URL…]", $"Where to listen, http://HOST:PORT; port 0 takes any, host * any who can reach it. [default: {ServeOptions.DefaultUrl}]");
        OptionSpec table = OptionTable.All.Single(spec => spec.Name == "epochs");
        Option<string> epochs = Verb.Value(
            "--epochs", table.Takes, "Which epochs /ricap.json lists; shards of all others are there too. [default: those rendered]");
        Option<string> renders = Verb.Value(
            "--renders", $"1..{ServeOptions.MaxRenders}", "How many shards are rendered at once, each by one thread. [default: one a core]");
        Option<string> queue = Verb.Value(
            "--queue", $"0..{ServeOptions.MaxQueue}", $"How many wait for that; others are told to come again. [default: {ServeOptions.DefaultQueue}]");
        Option<string> memory = Verb.Value(
            "--memory", ByteSize.Grammar, $"Shards being rendered, sent or kept, and the base if half of it is enough, take no more than this. [default: {ByteSize.Spell(ServeOptions.DefaultMemory)}]");
        var command = new Verb(Info)
        {
            Usage = "serve DIR [options]",
            Examples =
            [
                "ricap serve shards",
                "ricap serve shards --urls http://*:8042 --epochs 0..199",
                "curl -O http://127.0.0.1:8042/epoch-0007/ricap-0007-000000.tar",
            ],
            Arguments = { folder },
            Options = { urls, epochs, renders, queue, memory },
        };
        command.SetAction(parsed =>
        {
            string dataset = DatasetFolder.Of(parsed.GetValue(folder)!);
            int? threads = Verb.Number(parsed, renders, 1, ServeOptions.MaxRenders);
            int waiting = Verb.Number(parsed, queue, 0, ServeOptions.MaxQueue) ?? ServeOptions.DefaultQueue;
            long bytes = ServeOptions.DefaultMemory;
            if (parsed.GetValue(memory) is { } size && !ByteSize.TryParse(size, out bytes))
            {
                throw Verb.Invalid($"{memory.Name} '{size}' is not {ByteSize.Grammar}");
            }

            EpochSet? listed = null;
            if (parsed.GetValue(epochs) is { } set && !EpochSet.TryParse(set, out listed))
            {
                throw Verb.Invalid($"{epochs.Name} '{set}' is not {table.Takes}");
            }

            Serve(context, dataset, parsed.GetValue(urls) ?? ServeOptions.DefaultUrl, threads ?? Environment.ProcessorCount, waiting, bytes, listed);
            return ExitCode.Ok;
        });
        return command;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Serve(CommandContext context, string folder, string urls, int renders, int queue, long memory, EpochSet? epochs)
    {
        var options = new ServeOptions(folder)
        {
            Urls = [.. urls.Split(';').Select(ListenAddress.Parse)],
            Renders = renders,
            Queue = queue,
            Memory = memory,
            Epochs = epochs,
        };
        ServeAsync(context, options).GetAwaiter().GetResult();
    }

    /// <summary>Serves until it is asked to stop, which is how a server ends well.</summary>
    private static async Task ServeAsync(CommandContext context, ServeOptions options)
    {
        await using DatasetServer server = await DatasetServer.StartAsync(options, context.Report, context.Cancellation).ConfigureAwait(false);
        int shards = server.Dataset.Files.ShardsPerEpoch;
        context.Out.WriteLine(SafeText.OneLine(
            $"serving {options.Folder} at {string.Join(" and ", server.Addresses)}, {shards:N0} {(shards == 1 ? "shard" : "shards")} an epoch; Ctrl-C stops"));
        context.Out.Flush();
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (context.Cancellation.UnsafeRegister(_ => stop.SetResult(), null).ConfigureAwait(false))
        {
            await stop.Task.ConfigureAwait(false);
        }
    }
}
