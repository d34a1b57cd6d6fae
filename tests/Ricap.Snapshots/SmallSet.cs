using System.Buffers;
using System.Text.RegularExpressions;
using Ricap.Building;
using Ricap.Cli;
using Ricap.CommandLine;
using Ricap.ImageFiles.Png;
using Ricap.Options;

namespace Ricap.Snapshots;

/// <summary>
/// A data set small enough to look at, made of drawings rather than photographs: every byte of it, the source files
/// included, comes from integer arithmetic of ours and is the same on every machine.
/// </summary>
internal sealed partial class SmallSet : IDisposable
{
    private static readonly string[] Classes = ["circle", "cross", "square"];

    private readonly Scratch _scratch = new();

    public SmallSet(params (string Name, string Value)[] changes)
    {
        foreach (string name in Classes)
        {
            for (int i = 0; i < 4; i++)
            {
                _scratch.Write($"images/{name}/{i}.png", Shape(name, i));
            }
        }

        Build("set", changes);
    }

    public string Images => _scratch["images"];

    public string Folder => _scratch["set"];

    /// <summary>Builds the same images with other options into a folder of that name.</summary>
    public string Build(string name, params (string Name, string Value)[] changes)
    {
        string folder = _scratch[name];
        DatasetOptions options = OptionSet.Of(
            [
                ("images", Images), ("out", folder), ("name", "shapes"), ("size", "24x20"), ("seed", "11"), ("batch", "6"), ("shard-size", "6"),
                ("epochs", "2"), ("threads", "1"), ("flip", "horizontal"), ("shift", "3"),
            ],
            changes);
        DatasetBuilder.Build(options);
        return folder;
    }

    /// <summary>Runs the command line and gives all that it says, with the temporary folder written as <c>{root}</c>.</summary>
    public string Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int exitCode = RicapCommand.Run(args, new CommandContext(output, error));
        string text = $"{output}{(error.ToString().Length > 0 ? $"\nstderr:\n{error}" : "")}\nexit code: {exitCode}";
        return Anywhere(text);
    }

    /// <summary>
    /// A text, JSON or not, in which the temporary folder is <c>{root}</c> and paths below it are as on every system.
    /// </summary>
    public string Anywhere(string text) => Paths().Replace(
        text.Replace(Escaped(_scratch.Folder), "{root}", StringComparison.Ordinal).Replace(_scratch.Folder, "{root}", StringComparison.Ordinal),
        path => path.Value.Replace(Escaped("\\"), "/", StringComparison.Ordinal).Replace('\\', '/'));

    public void Dispose() => _scratch.Dispose();

    private static string Escaped(string path) => path.Replace("\\", "\\\\", StringComparison.Ordinal);

    [GeneratedRegex(@"\{root\}[^\s':]*")]
    private static partial Regex Paths();

    private static byte[] Shape(string shape, int number)
    {
        const int Side = 32;
        byte[] rgb = new byte[Side * Side * 3];
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                (int dx, int dy) = (Math.Abs(x - 16), Math.Abs(y - 14 - number));
                bool inside = shape switch
                {
                    "circle" => (dx * dx) + (dy * dy) < 100,
                    "cross" => Math.Min(dx, dy) < 3 && Math.Max(dx, dy) < 11,
                    _ => Math.Max(dx, dy) < 8,
                };
                int paper = 160 + x + y;
                (byte r, byte g, byte b) = inside
                    ? ((byte)(60 * number), (byte)(shape.Length * 20), (byte)(200 - (x * 4)))
                    : ((byte)paper, (byte)(paper - (number * 10)), (byte)(paper - 20));
                int at = ((y * Side) + x) * 3;
                (rgb[at], rgb[at + 1], rgb[at + 2]) = (r, g, b);
            }
        }

        var png = new ArrayBufferWriter<byte>();
        new PngEncoder().Encode(rgb, Side, Side, png);
        return png.WrittenSpan.ToArray();
    }
}
