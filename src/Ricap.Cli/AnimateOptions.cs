using System.CommandLine;
using Ricap.CommandLine;
using Ricap.Planning;
using Ricap.Preview.Animations;

namespace Ricap.Cli;

/// <summary>The options of <c>ricap preview</c> that make its sheet move.</summary>
internal sealed class AnimateOptions
{
    private readonly Option<bool> _animate = new("--animate")
    {
        Description = "Show batch after batch as an animated PNG; --count, --columns and --tile are of one batch.",
    };

    private readonly Option<string> _modes = Verb.Value(
        "--modes", "paper|batch|sample,…", "With --animate: these modes side by side. [default: the data set's own]");

    private readonly Option<string> _mixes = Verb.Value(
        "--mixes",
        $"{string.Join('|', MixRegistry.All.Select(kind => kind.Name))},…",
        "With --animate: samples of the same sources by these mixes side by side. [default: the data set's own]");

    private readonly Option<string> _frames = Verb.Value(
        "--frames",
        $"1..{AnimationOptions.MaxFrames}",
        $"With --animate: how many batches. [default: {AnimationOptions.DefaultFrames}]");

    private readonly Option<string> _delay = Verb.Value(
        "--delay",
        $"{AnimationOptions.MinDelay}..{AnimationEncoder.MaxDelay}",
        $"With --animate: how long each is shown, in milliseconds. [default: {AnimationOptions.DefaultDelay}]");

    /// <summary>Adds them to the verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_animate);
        command.Options.Add(_modes);
        command.Options.Add(_mixes);
        command.Options.Add(_frames);
        command.Options.Add(_delay);
    }

    /// <summary>What to animate; null if nothing is to move.</summary>
    /// <exception cref="RicapException">The options do not go together, or a value cannot be.</exception>
    public AnimationOptions? Of(ParseResult parsed, Option<string> samples)
    {
        if (!parsed.GetValue(_animate))
        {
            Option<string>[] idle = [_modes, _mixes, _frames, _delay];
            return Array.Find(idle, option => parsed.GetValue(option) is not null) is { } lone
                ? throw Verb.Invalid($"{lone.Name} needs --animate")
                : null;
        }

        return parsed.GetValue(samples) is not null
            ? throw Verb.Invalid("--samples and --animate exclude each other; --animate shows the first --count of each batch")
            : new AnimationOptions
            {
                Frames = Verb.Number(parsed, _frames, 1, AnimationOptions.MaxFrames) ?? AnimationOptions.DefaultFrames,
                Delay = Verb.Number(parsed, _delay, AnimationOptions.MinDelay, AnimationEncoder.MaxDelay)
                    ?? AnimationOptions.DefaultDelay,
                Modes = parsed.GetValue(_modes) is { } text ? [.. text.Split(',').Select(Mode)] : [],
                Mixes = parsed.GetValue(_mixes) is { } names ? [.. names.Split(',').Select(Mix)] : [],
            };
    }

    /// <summary>Refuses a file that would not be what its name says.</summary>
    public static void RequireAnimatedPng(string path)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".png" or ".apng"))
        {
            string instead = Path.GetFileName(Path.ChangeExtension(path, ".png"));
            throw Verb.Invalid(extension is ".gif" or ".webp"
                ? $"--out '{path}': animations are written as animated PNG, which browsers play like any other; name it {instead}"
                : $"--out '{path}' does not end in .png or .apng");
        }
    }

    private static Augmentation Mix(string text) => MixRegistry.Find(text) is not null
        ? Augmentation.Parse(text)
        : throw Verb.Invalid($"--mixes has '{text}', which is not {string.Join('|', MixRegistry.All.Select(kind => kind.Name))}");

    private static RandomnessMode Mode(string text) => text switch
    {
        "paper" => RandomnessMode.Paper,
        "batch" => RandomnessMode.Batch,
        "sample" => RandomnessMode.Sample,
        _ => throw Verb.Invalid($"--modes has '{text}', which is not paper|batch|sample"),
    };
}
