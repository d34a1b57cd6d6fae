using System.CommandLine;
using Ricap.Building;
using Ricap.Options;

namespace Ricap.Cli;

/// <summary><c>ricap render</c>: builds a data set.</summary>
internal static class RenderCommand
{
    /// <summary>The verb with an option for each entry of <see cref="OptionTable"/>.</summary>
    public static Command Create()
    {
        var command = new Command(
            "render",
            """
            Renders a folder of images into RICAP shards, making only what is not there.

            Examples:
              ricap render --images photos --out shards --size 96x96 --seed 42 --epochs 4
              ricap render --images train-images-idx3-ubyte.gz --out fashion --size 28x28 --format npy --beta 0.3
              ricap render --images photos --out ramp --size 160x160 --schedule linear:0.01..1@20..90 --epochs 0..99 --flip horizontal --shift 15
              ricap render --images photos/test --out test --size 96x96 --augment none
            """);
        var options = new Dictionary<OptionSpec, Option<string>>();
        foreach (OptionSpec spec in OptionTable.All)
        {
            string fallback = spec.Default.Length > 0 ? $" [default: {spec.Default}]" : "";
            options[spec] = new Option<string>($"--{spec.Name}") { Description = spec.Help + fallback, HelpName = spec.Takes };
            command.Options.Add(options[spec]);
        }

        var force = new Option<bool>("--force") { Description = "Make everything again, whatever is there." };
        var quiet = new Option<bool>("--quiet") { Description = "Print problems only." };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON about what was done." };
        command.Options.Add(force);
        command.Options.Add(quiet);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            IEnumerable<KeyValuePair<string, string>> given = options
                .Where(o => parsed.GetResult(o.Value) is { Implicit: false })
                .Select(o => KeyValuePair.Create(o.Key.Name, parsed.GetValue(o.Value) ?? ""));
            DatasetOptions dataset = OptionTable.Parse(given) with { Force = parsed.GetValue(force) };
            using BuildConsole console = BuildConsole.Create(parsed.GetValue(quiet), parsed.GetValue(json));
            BuildResult result = console.Run(observer => DatasetBuilder.Build(dataset, observer, cancellation));
            console.Report(result);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
