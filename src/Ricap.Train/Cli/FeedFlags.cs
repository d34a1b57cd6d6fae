using System.CommandLine;
using System.Globalization;
using Ricap.Cli;
using Ricap.Train.Data;
using Ricap.Train.Runtime;
using TorchSharp;

namespace Ricap.Train.Cli;

/// <summary>The options of the data road.</summary>
internal sealed class FeedFlags
{
    private readonly Option<string> _source = Verb.Value(
        "--source", "auto|shards|online", "Where batches come from; auto: shards for the epochs that were rendered so. [default: auto]");

    private readonly Option<string> _device = Verb.Value("--device", "cpu|cuda|cuda:N", "Where tensors live. [default: cpu]");

    private readonly Option<string> _memory = Verb.Value(
        "--device-memory", "BYTES|NMB|NGB", "Base images up to this size live on the device, to be composed there. [default: 8GB on cuda, 0 on cpu]");

    private readonly Option<string> _threads = Verb.Value("--threads", "0..1024", "Threads that read, decode and compose, 0 = one a core. [default: 0]");

    private readonly Option<string> _prefetch = Verb.Value("--prefetch", "1..1000", "Batches made ahead: what bounds the memory. [default: 4]");

    private readonly Option<string> _verify = Verb.Value("--verify", "true|false", "Hold what is read against the manifest's hashes. [default: true]");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_source, _device, _memory, _threads, _prefetch, _verify])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options of the road.</summary>
    /// <exception cref="RicapException">A value is malformed or out of its range.</exception>
    public FeedOptions Options(ParseResult parsed) => new FeedOptions
    {
        Source = parsed.GetValue(_source) switch
        {
            null or "auto" => DataSource.Auto,
            "shards" => DataSource.Shards,
            "online" => DataSource.Online,
            string other => throw Verb.Invalid($"--source '{other}' is not auto, shards or online"),
        },
        Threads = Verb.Number(parsed, _threads, 0, 1024) ?? 0,
        Prefetch = Verb.Number(parsed, _prefetch, 1, 1000) ?? 4,
        DeviceMemory = parsed.GetValue(_memory) is { } memory ? Bytes(memory) : null,
        Verify = parsed.GetValue(_verify) switch
        {
            null or "true" => true,
            "false" => false,
            string other => throw Verb.Invalid($"--verify '{other}' is not true or false"),
        },
    }.Validated();

    /// <summary>The device; it is there.</summary>
    /// <exception cref="RicapException">There is no such device, or libtorch cannot be loaded.</exception>
    public torch.Device Device(ParseResult parsed) => DeviceName.Parse(parsed.GetValue(_device) ?? "cpu");

    private static long Bytes(string text)
    {
        (string number, int shift) = text.EndsWith("GB", StringComparison.Ordinal) ? (text[..^2], 30)
            : text.EndsWith("MB", StringComparison.Ordinal) ? (text[..^2], 20)
            : (text, 0);
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= long.MaxValue >> shift
            ? value << shift
            : throw Verb.Invalid($"--device-memory '{text}' is not a number of bytes, or one with MB or GB");
    }
}
